package io.phoenix.gateway.core.listener;

import java.time.Duration;

/**
 * The events that go through the pipeline of every connection when its listener is drained, in this order. Who is in
 * the middle of a request ends with its answer, and who has had an answer and is idle closes. Who connected and has not
 * asked anything yet cannot know of the drain: it gets its first answer, if it asks soon.
 */
enum Drain {
    BEGINS,
    /** {@link #FIRST_REQUEST} is over: who has not begun a request by now closes. */
    WAITED;

    /** How long a drained connection may take to begin its first request; a drain with silent ones takes as long. */
    static final Duration FIRST_REQUEST = Duration.ofSeconds(5);
}
