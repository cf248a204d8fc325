package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Progress;
import io.phoenix.gateway.provisioner.deploy.DeployProgress;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows how far the work is: a line for each step, and that a long one is still being done. */
abstract class ProgressDisplay implements Progress, DeployProgress, AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable String current;
    private long since;

    /** One for {@code out}, which ticks until it is closed. */
    static ProgressDisplay on(PrintWriter out) throws InterruptedException {
        ProgressDisplay display =
                out instanceof Terminal terminal ? new ProgressLine(out, terminal.width()) : new ProgressLines(out);
        ScheduledFuture<?> unused = display.clock.scheduleAtFixedRate(display::tick, 1, 1, TimeUnit.SECONDS);
        return display;
    }

    /** A step begins. */
    abstract void begin(String text);

    /** It has gone on for so many seconds, which are at least one. */
    abstract void goOn(String text, long seconds);

    /** It is over after so many seconds; {@code remark} is empty if there is nothing to say of it. */
    abstract void end(String text, long seconds, String remark);

    @Override
    public final synchronized void begins(int number, int count, Step next) {
        current = "[" + number + "/" + count + "] " + next.sign().letter() + " " + next.target() + ": "
                + next.differences().stream()
                        .map(difference ->
                                difference.what() + (difference.after().isEmpty() ? "" : " " + difference.after()))
                        .collect(Collectors.joining("; "));
        since = System.nanoTime();
        begin(current);
    }

    @Override
    public final synchronized void begins(String step) {
        over();
        current = step;
        since = System.nanoTime();
        begin(step);
    }

    /** The step at work, if there is one, is over. */
    final synchronized void over() {
        if (current != null) {
            end(current, seconds(), "");
            current = null;
        }
    }

    /** Called each second. */
    final synchronized void tick() {
        long seconds = seconds();
        if (current != null && seconds > 0) {
            goOn(current, seconds);
        }
    }

    @Override
    public final synchronized void ended(Step past, String remark) {
        if (current != null) {
            end(current, seconds(), remark);
            current = null;
        }
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
    }

    @Override
    public final void close() {
        clock.shutdownNow();
    }
}
