package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.http.ErrorShape;

/**
 * What holds for every request on a route.
 *
 * @param name the route's name in logs and metrics
 * @param maxBody the longest request body in bytes, decoded if it is read; {@link #UNLIMITED} for none
 * @param errors the form of the errors that the gateway answers here
 * @param explained whether answers say in a header why the request went where it went
 * @param headers what is changed in headers on the way
 */
public record RoutePolicy(String name, long maxBody, ErrorShape errors, boolean explained, HeaderRules headers) {

    /** No limit on the body. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** A policy with what is usual: OpenAI's errors, and no explanation. */
    public RoutePolicy(String name, long maxBody) {
        this(name, maxBody, ErrorShape.OPENAI, false);
    }

    /** A policy that changes no headers. */
    public RoutePolicy(String name, long maxBody, ErrorShape errors, boolean explained) {
        this(name, maxBody, errors, explained, HeaderRules.NONE);
    }
}
