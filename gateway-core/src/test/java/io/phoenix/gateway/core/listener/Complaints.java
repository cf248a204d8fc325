package io.phoenix.gateway.core.listener;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What the gateway logs as an error, which is a bug of it or an operator's trouble, and never what a client sent. */
final class Complaints extends AppenderBase<ILoggingEvent> {

    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    /** Listens from now on. */
    static Complaints listen() {
        Complaints complaints = new Complaints();
        complaints.start();
        ((Logger) LoggerFactory.getLogger("io.phoenix.gateway")).addAppender(complaints);
        return complaints;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            events.add(event);
        }
    }

    /** How many there were; they are dropped. */
    int take() {
        int count = events.size();
        events.clear();
        return count;
    }

    /** Fails if there was one since this was asked last. */
    void assertNone() {
        ILoggingEvent event = events.poll();
        if (event != null) {
            IThrowableProxy cause = event.getThrowableProxy();
            throw new AssertionError(
                    event.getFormattedMessage() + (cause == null ? "" : ": " + cause.getMessage()),
                    cause instanceof ch.qos.logback.classic.spi.ThrowableProxy known ? known.getThrowable() : null);
        }
    }
}
