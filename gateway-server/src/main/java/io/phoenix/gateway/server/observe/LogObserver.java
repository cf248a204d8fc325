package io.phoenix.gateway.server.observe;

import io.phoenix.gateway.core.exchange.ExchangeObserver;
import io.phoenix.gateway.core.exchange.ExchangeRecord;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.server.config.AccessFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the access log, a line per exchange, and the error log, a line per failure that names route, upstream and
 * reason. Only queues the lines; see {@link Logs}. Thread-safe.
 */
public final class LogObserver implements ExchangeObserver {

    private final Logger access = LoggerFactory.getLogger(Logs.ACCESS);
    private final Logger errors = LoggerFactory.getLogger("gateway.exchange");
    private final AccessLine line;

    /** Writes access lines in {@code format}. */
    public LogObserver(AccessFormat format) {
        this.line = format == AccessFormat.JSON ? new JsonLine() : new CombinedLine();
    }

    @Override
    public void onEnd(ExchangeRecord exchange) {
        access.info(line.of(exchange));
        Failure failure = exchange.failure();
        if (failure != null) {
            log(exchange, failure);
        }
    }

    private void log(ExchangeRecord exchange, Failure failure) {
        String text = failure.kind().code() + " id=" + exchange.head().requestId() + " route=" + exchange.route()
                + " upstream=" + exchange.upstream() + " status=" + exchange.status() + ": " + failure.detail();
        switch (failure.kind().side()) {
            case CLIENT -> errors.info(text);
            case UPSTREAM -> errors.warn(text);
            case GATEWAY -> errors.error(text);
        }
    }
}
