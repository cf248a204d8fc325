package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Progress;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line for each step as it begins, one when there is something to say of its end, and one now and then between. */
final class ProgressLines implements Progress, AutoCloseable {
    private static final int SECONDS = 10;

    private final PrintWriter out;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> ticking;

    ProgressLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begins(int number, int count, Step step) {
        stopTicking();
        String what = step.differences().stream()
                .map(difference -> difference.what() + (difference.after().isEmpty() ? "" : " " + difference.after()))
                .collect(Collectors.joining("; "));
        out.println("[" + number + "/" + count + "] " + step.sign().letter() + " " + step.target() + ": " + what);
        out.flush();
        long since = System.nanoTime();
        ticking = clock.scheduleAtFixedRate(() -> tick(since), SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private void tick(long since) {
        out.println("        still at it, " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since) + " s");
        out.flush();
    }

    @Override
    public void ended(Step step, String remark) {
        stopTicking();
        if (!remark.isEmpty()) {
            out.println("        " + remark);
        }
    }

    private void stopTicking() {
        if (ticking != null) {
            ticking.cancel(false);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
