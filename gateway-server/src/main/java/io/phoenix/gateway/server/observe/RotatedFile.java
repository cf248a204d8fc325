package io.phoenix.gateway.server.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;

/**
 * A log file whose end waits for what was set aside before it to be compressed. The thread that stops it is the queue's, which was woken for that by an interrupt; left standing, the
 * interrupt would end the wait at once, and the program with half a compressed file. Thread-safe.
 */
final class RotatedFile extends RollingFileAppender<ILoggingEvent> {

    @Override
    public void stop() {
        boolean interrupted = Thread.interrupted();
        try {
            super.stop();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
