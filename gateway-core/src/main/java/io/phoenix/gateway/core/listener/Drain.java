package io.phoenix.gateway.core.listener;

import java.time.Duration;

/**
 * The events that go through the pipeline of every connection when its listener is drained, in this order. Who is in
 * the middle of a request ends with its answer. Who is not cannot know of the drain, and its next request may be on its
 * way: that one is answered too, if it comes soon.
 */
enum Drain {
    BEGINS,
    /** {@link #NEXT_REQUEST} is over: who has not begun a request by now closes. */
    WAITED;

    /** How long a drained connection may take to begin one more request; a drain with idle ones takes as long. */
    static final Duration NEXT_REQUEST = Duration.ofSeconds(5);

    /**
     * Over this time the connections of a listener whose port is shared hear of its drain, one after the other: whoever
     * takes over gets to know them, and the way to its upstreams, little by little. Who is to be cut off after a
     * shorter time hears of it in the first half of that.
     */
    static final Duration SPREAD = Duration.ofSeconds(2);
}
