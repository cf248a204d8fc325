package io.phoenix.gateway.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holding a body and feeding it on, as one property: whatever the body, its pieces, the edits, the memory there is and
 * the pace of the sink, what comes out is the body with the edits made. The buffers are counted; the disk is a real
 * one.
 */
@Timeout(60)
final class HeldBodyFeedTest {

    private static final int CASES = 1000;

    @TempDir
    Path directory;

    private SpillDisk disk;
    private final StepWorker worker = new StepWorker();

    @BeforeEach
    void open() {
        disk = new SpillDisk(directory);
    }

    @AfterEach
    void close() {
        disk.close();
        worker.runAll();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_26, 0xFEED, 0x5EED_0F_C0DEL})
    void whatComesOutIsTheBodyWithTheEditsMade(long seed) throws Exception {
        for (int i = 0; i < CASES; i++) {
            try (Case one = new Case(new Random(seed * CASES + i), disk, worker)) {
                one.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("case " + i + " of seed " + seed, e);
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFeedThatIsStoppedWritesNothingMoreAndKeepsNothing() throws Exception {
        for (int i = 0; i < 300; i++) {
            try (Case one = new Case(new Random(i), disk, worker)) {
                one.stopHalfway();
            }
        }
    }

    @Test
    void aSecondAttemptGetsTheSameBytesAsTheFirst() throws Exception {
        for (int i = 0; i < 300; i++) {
            try (Case one = new Case(new Random(~i), disk, worker)) {
                one.feedTwice();
            }
        }
    }

    /** Runs the worker's tasks on the test's thread, when the test says so. */
    private static final class StepWorker extends AbstractEventExecutor {
        private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void runOne() throws InterruptedException {
            Runnable task = tasks.poll(30, TimeUnit.SECONDS);
            assertThat(task).as("a task that the disk owes").isNotNull();
            task.run();
        }

        void runAll() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        boolean isIdle() {
            return tasks.isEmpty();
        }

        @Override
        public boolean inEventLoop(Thread thread) {
            return true;
        }

        @Override
        public boolean isShuttingDown() {
            return false;
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }

        @Override
        public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
            return terminationFuture();
        }

        @Override
        public Future<?> terminationFuture() {
            return GlobalEventExecutor.INSTANCE.newSucceededFuture(null);
        }

        @Override
        @Deprecated
        public void shutdown() {}
    }

    /** Takes bytes while it pleases; the feed must not write otherwise but to end a piece that it began. */
    private static final class RandomSink implements HeldBodyFeed.Sink {
        private final Random random;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private boolean writable = true;
        private boolean more;

        RandomSink(Random random) {
            this.random = random;
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void write(ByteBuf chunk) {
            byte[] bytes = ByteBufUtil.getBytes(chunk);
            chunk.release();
            out.write(bytes, 0, bytes.length);
            writable &= random.nextInt(3) > 0;
        }

        @Override
        public void onMore() {
            more = true;
        }

        @Override
        public void onFailure(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    private static final class Case implements HeldBody.Owner, AutoCloseable {
        private final Random random;
        private final SpillDisk disk;
        private final StepWorker worker;
        private final BodyBudget budget;
        private final HeldBody held;
        private final byte[] body;
        private final List<byte[]> pieces;
        private final List<BodyEdit> edits;
        private final List<ByteBuf> given = new ArrayList<>();
        private int added;
        private boolean behind;

        Case(Random random, SpillDisk disk, StepWorker worker) {
            this.random = random;
            this.disk = disk;
            this.worker = worker;
            // Lengths of every order of size, since each order takes another way.
            body = new byte[random.nextInt(1 << (1 + random.nextInt(18)))];
            random.nextBytes(body);
            pieces = cut();
            edits = edit();
            int memory = random.nextInt(4) == 0 ? 0 : random.nextInt(body.length + 2);
            int budgeted = random.nextInt(3) == 0 ? random.nextInt(body.length + 1) : body.length;
            budget = new BodyBudget(budgeted);
            held = new HeldBody(ByteBufAllocator.DEFAULT, worker, budget, disk, memory, this);
        }

        private List<byte[]> cut() {
            List<byte[]> all = new ArrayList<>();
            int most = random.nextBoolean() ? 64 : 40_000;
            int from = 0;
            while (from < body.length) {
                // No more than some hundred pieces, or most of the time goes to single bytes.
                int least = Math.max(random.nextInt(20) == 0 ? 0 : 1, body.length / 300);
                int to = Math.min(body.length, from + least + random.nextInt(most));
                all.add(Arrays.copyOfRange(body, from, to));
                from = to;
            }
            return all;
        }

        private List<BodyEdit> edit() {
            List<BodyEdit> all = new ArrayList<>();
            int from = 0;
            for (int i = random.nextInt(5); i > 0 && from < body.length; i--) {
                int offset = from + (random.nextInt(3) == 0 ? 0 : random.nextInt(body.length - from));
                int end = offset + random.nextInt(Math.min(60, body.length - offset) + 1);
                byte[] replacement = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(60)];
                random.nextBytes(replacement);
                all.add(new BodyEdit(offset, end, replacement));
                from = end + 1;
            }
            return all;
        }

        private byte[] expected() {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            int from = 0;
            for (BodyEdit edit : edits) {
                whole.write(body, from, (int) edit.offset() - from);
                whole.writeBytes(edit.replacement());
                from = (int) edit.end();
            }
            whole.write(body, from, body.length - from);
            return whole.toByteArray();
        }

        private void addOne() {
            byte[] piece = pieces.get(added++);
            ByteBuf chunk = ByteBufAllocator.DEFAULT.directBuffer(piece.length + 3);
            chunk.writeZero(3).writeBytes(piece).skipBytes(3);
            given.add(chunk);
            held.add(chunk);
        }

        void run() throws InterruptedException {
            // The edits lie in bytes that were read before the decision, so the feed begins behind the last of them.
            long decided = edits.isEmpty() ? 0 : edits.get(edits.size() - 1).end() + 1;
            while (added < pieces.size() && (held.size() < decided || random.nextInt(8) > 0)) {
                addOne();
            }
            RandomSink sink = new RandomSink(random);
            HeldBodyFeed feed = new HeldBodyFeed(held, edits, sink);
            boolean done = feed.pump();
            while (!done || added < pieces.size()) {
                if (added < pieces.size() && random.nextBoolean()) {
                    addOne();
                }
                done = step(feed, sink);
            }
            finish();
            assertThat(sink.out.toByteArray()).isEqualTo(expected());
        }

        private boolean step(HeldBodyFeed feed, RandomSink sink) throws InterruptedException {
            if (!sink.writable && random.nextBoolean()) {
                sink.writable = true;
            } else if (!worker.isIdle()) {
                worker.runOne();
            }
            int before = sink.out.size();
            boolean mayWrite = sink.writable;
            boolean done = feed.pump();
            assertThat(mayWrite || sink.out.size() == before)
                    .as("written to a full sink")
                    .isTrue();
            return done;
        }

        private RandomSink feedAll() throws InterruptedException {
            RandomSink sink = new RandomSink(random);
            HeldBodyFeed feed = new HeldBodyFeed(held, edits, sink);
            while (!feed.pump()) {
                if (sink.writable) {
                    worker.runOne();
                }
                sink.writable = true;
            }
            return sink;
        }

        void feedTwice() throws InterruptedException {
            while (added < pieces.size()) {
                addOne();
            }
            assertThat(held.size()).isEqualTo(body.length);
            assertThat(feedAll().out.toByteArray()).isEqualTo(expected());
            assertThat(feedAll().out.toByteArray()).isEqualTo(expected());
            finish();
        }

        void stopHalfway() throws InterruptedException {
            while (added < pieces.size()) {
                addOne();
            }
            RandomSink sink = new RandomSink(random);
            HeldBodyFeed feed = new HeldBodyFeed(held, edits, sink);
            boolean done = feed.pump();
            for (int i = random.nextInt(6); i > 0 && !done; i--) {
                done = step(feed, sink);
            }
            feed.stop();
            int written = sink.out.size();
            sink.writable = true;
            sink.more = false;
            worker.runAll();
            feed.pump();
            assertThat(sink.out.size()).isEqualTo(written);
            assertThat(sink.more).isFalse();
        }

        private void finish() {
            assertThat(held.size()).isEqualTo(body.length);
            assertThat(held.inMemory()).isEqualTo((int) budget.held());
            assertThat(behind && worker.isIdle()).as("the disk never caught up").isFalse();
        }

        @Override
        public void onSpillBehind() {
            assertThat(behind).isFalse();
            behind = true;
        }

        @Override
        public void onSpillCaughtUp() {
            assertThat(behind).isTrue();
            behind = false;
        }

        @Override
        public void onSpillFailed(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void close() {
            held.release();
            held.release();
            assertThat(budget.held()).isZero();
            // The disk's thread lets go of what it still had; it works in order, so this runs last.
            CompletableFuture.runAsync(() -> {}, disk.thread()).join();
            worker.runAll();
            assertThat(given).allSatisfy(chunk -> assertThat(chunk.refCnt()).isZero());
        }
    }
}
