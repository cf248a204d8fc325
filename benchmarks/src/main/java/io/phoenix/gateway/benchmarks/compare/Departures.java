package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Clients that leave within a streamed answer: how long until the backend's connection is closed, so that it stops. */
final class Departures implements Scenario {
    private static final int BODY = 300;
    private static final long PATIENCE_SECONDS = 10;

    @Override
    public String name() {
        return "client-leaves";
    }

    @Override
    public String title() {
        return "client leaves, until the backend's request is aborted";
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public Sample run(Bench bench, Target target, Duration time) throws InterruptedException {
        Histogram delays = new Histogram(3);
        String mark = UUID.randomUUID().toString();
        Request request = Request.chat(
                "127.0.0.1",
                0,
                Request.body(0, BODY, Request.Place.FIRST),
                "?tokens=1000000&every=5000&mark=" + mark,
                () -> new CrcCheck(0, 0));
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            Departure departure = new Departure(request);
            bench.load().open(target.port(0), null, new LoadConnection(0, departure, false), departure);
            try {
                long left = departure.left.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                long seen = bench.marks().abort(mark).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                delays.recordValue(Math.max(0, seen - left));
            } catch (ExecutionException e) {
                return Sample.failed(String.valueOf(e.getMessage()));
            } catch (TimeoutException e) {
                return Sample.failed("the backend was not told for " + PATIENCE_SECONDS + " s");
            } finally {
                bench.marks().forget(mark);
            }
        }
        return Sample.of(delays);
    }

    /** One client. */
    private static final class Departure implements LoadConnection.Owner {
        private final CompletableFuture<Long> left = new CompletableFuture<>();
        private final Request request;

        Departure(Request request) {
            this.request = request;
        }

        @Override
        public void onConnected(LoadConnection connection) {
            connection.send(request);
        }

        @Override
        public void onBegun(LoadConnection connection) {
            if (!connection.isOver()) {
                long now = System.nanoTime();
                connection.close(false);
                left.complete(now);
            }
        }

        @Override
        public void onAnswered(LoadConnection connection) {
            left.completeExceptionally(new IllegalStateException("the stream ended by itself"));
        }

        @Override
        public void onFailed(LoadConnection connection, String why) {
            left.completeExceptionally(new IllegalStateException(why));
        }
    }
}
