package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.upstream.ConnectionPool;
import java.util.function.Supplier;

/**
 * Everything an exchange needs from outside, for one listener on one worker.
 *
 * @param router gives the router in force; an exchange asks once and keeps the answer
 * @param pool the upstream connections of the worker
 */
public record ExchangeEnvironment(
        Supplier<Router> router,
        ConnectionPool pool,
        ForwardedHeaders forwarded,
        BodyBudget budget,
        SpillDisk disk,
        ExchangeLimits limits,
        ExchangeObserver observer) {}
