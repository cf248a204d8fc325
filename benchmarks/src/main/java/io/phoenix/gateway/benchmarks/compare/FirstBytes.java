package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Uploads, one after the other: how long until the backend has the first byte of the body. */
final class FirstBytes implements Scenario {
    private static final int BODY = 1_000_000;
    private static final long PATIENCE_SECONDS = 10;

    @Override
    public String name() {
        return "chat-1m-first-byte";
    }

    @Override
    public String title() {
        return "1 MB chat, model first: first byte at the backend";
    }

    @Override
    public Sample run(Bench bench, Target target, Duration time) throws InterruptedException {
        Histogram delays = new Histogram(3);
        byte[] body = Request.body(0, BODY, Request.Place.FIRST);
        byte[] answer =
                Content.chatAnswer(Request.BACKENDS.get(0), Request.MODELS.get(0), body.length, Content.crc(body));
        long crc = Content.crc(answer);
        String mark = UUID.randomUUID().toString();
        Request request = Request.chat("127.0.0.1", 0, body, "?mark=" + mark, () -> new CrcCheck(answer.length, crc));
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            Upload upload = new Upload(request);
            bench.load().open(target.port(0), null, new LoadConnection(0, upload, false), upload);
            try {
                long begun = upload.answered.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                long seen = bench.marks().firstByte(mark).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                delays.recordValue(Math.max(0, seen - begun));
            } catch (ExecutionException e) {
                return Sample.failed(String.valueOf(e.getMessage()));
            } catch (TimeoutException e) {
                return Sample.failed("no answer for " + PATIENCE_SECONDS + " s");
            } finally {
                bench.marks().forget(mark);
            }
        }
        return Sample.of(delays);
    }

    /** One upload; tells when it began, once it is answered. */
    private static final class Upload implements LoadConnection.Owner {
        private final CompletableFuture<Long> answered = new CompletableFuture<>();
        private final Request request;

        Upload(Request request) {
            this.request = request;
        }

        @Override
        public void onConnected(LoadConnection connection) {
            connection.send(request);
        }

        @Override
        public void onAnswered(LoadConnection connection) {
            connection.close(false);
            answered.complete(connection.sentAt());
        }

        @Override
        public void onFailed(LoadConnection connection, String why) {
            answered.completeExceptionally(new IllegalStateException(why));
        }
    }
}
