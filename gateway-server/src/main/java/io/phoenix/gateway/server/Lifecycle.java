package io.phoenix.gateway.server;

import java.util.concurrent.CountDownLatch;

/** The end of the program: SIGTERM and Ctrl-C let what is in flight end, and the exit code is 0. */
final class Lifecycle {

    private Lifecycle() {}

    /** Blocks the calling thread for good; {@code afterwards} runs once {@code gateway} is stopped. */
    static void serveUntilSignal(Gateway gateway, Runnable afterwards) {
        Thread stopping = new Thread(
                () -> {
                    gateway.drainAndStop();
                    afterwards.run();
                    // A JVM that ends by a signal reports 128 and more, which service managers take for a crash.
                    Runtime.getRuntime().halt(0);
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(stopping);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
