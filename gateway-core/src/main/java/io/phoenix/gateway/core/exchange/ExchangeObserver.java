package io.phoenix.gateway.core.exchange;

/**
 * Hears of every finished exchange. Called on workers, from several at once; must not block and must not keep the
 * record's head.
 */
public interface ExchangeObserver {

    /** The exchange is over, however it ended. */
    void onEnd(ExchangeRecord exchange);
}
