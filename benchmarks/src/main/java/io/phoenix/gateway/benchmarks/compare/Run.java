package io.phoenix.gateway.benchmarks.compare;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The frame of a run with many connections: opens them, lets the work begin when all are there, ends it when the time
 * is over, and closes them. Confined to the load's event loop, save what says otherwise.
 */
abstract class Run implements LoadConnection.Owner {
    /** For what should take no time: connecting, and the answers that are under way at the end. */
    private static final Duration SLACK = Duration.ofSeconds(60);

    /** So many connections are opened at once, as far below every limit of connections that are on their way. */
    private static final int OPENING = 100;

    private final Load load;
    private final Target target;
    private final int connections;
    private final @Nullable String tlsName;
    private final Set<LoadConnection> open = new HashSet<>();
    private final CompletableFuture<Sample> result = new CompletableFuture<>();
    private Duration time = Duration.ZERO;
    private @Nullable Future<?> timer;
    private int opened;
    private int connected;
    private boolean measuring;
    private long begunAt;

    Run(Load load, Target target, int connections, @Nullable String tlsName) {
        this.load = load;
        this.target = target;
        this.connections = connections;
        this.tlsName = tlsName;
    }

    /** Runs for {@code wanted} and tells what came of it; from outside the event loop. */
    final Sample run(Duration wanted) throws InterruptedException {
        start(wanted);
        return await(wanted);
    }

    /** Begins to run for {@code wanted}, or until {@link #stop}; from outside the event loop. */
    final void start(Duration wanted) {
        loop().execute(() -> {
            time = wanted;
            while (opened < Math.min(OPENING, connections)) {
                open(opened++);
            }
        });
    }

    /** The time is over now; from outside the event loop. */
    final void stop() {
        loop().execute(() -> {
            if (!isOver()) {
                onTimeOver();
            }
        });
    }

    /** What came of it, which takes {@code wanted} from now on and a little more; from outside the event loop. */
    final Sample await(Duration wanted) throws InterruptedException {
        try {
            return result.get(wanted.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            loop().execute(this::closeAll);
            return Sample.failed("only " + connected + " of " + connections + " connections, or no end");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bug in the benchmark", e.getCause());
        }
    }

    private void open(int number) {
        int port = tlsName == null ? target.port(backend(number)) : target.tlsPort();
        LoadConnection connection = new LoadConnection(number, this, tlsName != null);
        open.add(connection);
        load.open(port, tlsName, connection, this);
    }

    @Override
    public final void onConnected(LoadConnection connection) {
        connected++;
        if (opened < connections && !isOver()) {
            open(opened++);
        }
        if (measuring || !startsTogether()) {
            onReady(connection);
        }
        if (!measuring && connected == connections) {
            measuring = true;
            begunAt = System.nanoTime();
            timer = loop().schedule(this::onTimeOver, time.toNanos(), TimeUnit.NANOSECONDS);
            if (startsTogether()) {
                Set.copyOf(open).forEach(this::onReady);
            }
        }
    }

    /** The time is over; unless a subclass waits for what is under way, the run is too. */
    void onTimeOver() {
        complete();
    }

    @Override
    public void onFailed(LoadConnection connection, String why) {
        open.remove(connection);
        end(Sample.failed(why));
    }

    @Override
    public void onClosed(LoadConnection connection) {
        // Another one in its place.
        replace(connection);
    }

    final void replace(LoadConnection connection) {
        open.remove(connection);
        if (!result.isDone()) {
            open(connection.number());
        }
    }

    final void complete() {
        end(sample((System.nanoTime() - begunAt) / 1e9));
    }

    private void end(Sample sample) {
        if (result.complete(sample)) {
            if (timer != null) {
                timer.cancel(false);
            }
            closeAll();
        }
    }

    private void closeAll() {
        open.forEach(connection -> connection.close(true));
        open.clear();
    }

    final EventLoop loop() {
        return load.loop();
    }

    final Target target() {
        return target;
    }

    final boolean isOver() {
        return result.isDone();
    }

    /** The backend that is to answer on the connection with this number, where one connection reaches only one. */
    int backend(int number) {
        return number % Request.BACKENDS.size();
    }

    /** Whether no connection is used before all are there. */
    boolean startsTogether() {
        return true;
    }

    /** A connection can be used. */
    abstract void onReady(LoadConnection connection);

    /** What came of {@code seconds}. */
    abstract Sample sample(double seconds);
}
