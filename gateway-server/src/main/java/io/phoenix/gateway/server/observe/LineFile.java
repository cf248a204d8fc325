package io.phoenix.gateway.server.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;

/** A log file that is written when it is told to, not line by line. Used by one thread. */
final class LineFile extends RollingFileAppender<ILoggingEvent> {

    private static final FileSize BUFFER = new FileSize(64 * 1024);

    @Override
    public void start() {
        setImmediateFlush(false);
        setBufferSize(BUFFER);
        super.start();
    }

    /** Writes the lines that it has. */
    void flush() {
        try {
            getOutputStream().flush();
        } catch (IOException e) {
            addError("the lines could not be written", e);
        }
    }
}
