package io.phoenix.gateway.core.exchange;

/**
 * What holds for every request on a route.
 *
 * @param name the route's name in logs and metrics
 * @param maxBody the longest request body in bytes; {@link #UNLIMITED} for none
 */
public record RoutePolicy(String name, long maxBody) {

    /** No limit on the body. */
    public static final long UNLIMITED = Long.MAX_VALUE;
}
