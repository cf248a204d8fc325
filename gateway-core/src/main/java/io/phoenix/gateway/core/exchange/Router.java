package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.http.RequestHead;

/** Decides what becomes of a request. Called on workers, from several at once; must not block. */
@FunctionalInterface
public interface Router {

    /** The decision for {@code head}, or that the body is needed to make it. */
    RouteDecision route(RequestHead head);
}
