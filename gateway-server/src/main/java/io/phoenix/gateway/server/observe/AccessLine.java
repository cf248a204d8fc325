package io.phoenix.gateway.server.observe;

import io.phoenix.gateway.core.exchange.ExchangeRecord;
import org.jspecify.annotations.Nullable;

/** Writes a finished exchange as one line. Never holds anything of a body, a cookie or a credential. Thread-safe. */
interface AccessLine {

    /** The line without its end. */
    String of(ExchangeRecord exchange);

    /** The code of what went wrong or was answered here; null for a plain answer of an upstream. */
    static @Nullable String reason(ExchangeRecord exchange) {
        if (exchange.failure() != null) {
            return exchange.failure().kind().code();
        }
        return exchange.status() < 300 ? null : exchange.replyCode();
    }
}
