package io.phoenix.gateway.core.exchange;

import java.time.Duration;

/**
 * The least that a client has to do in a window of time, while something is waited for from it or waits for it. As an
 * event of a client's pipeline it says that such a window is over. Immutable.
 *
 * @param length of the window
 * @param leastSent bytes of a request's body that must come, unless it was not read all the time
 * @param leastTaken bytes that must be taken of what waits to be sent, or all of that where it is less
 */
public record PaceWindow(Duration length, long leastSent, long leastTaken) {}
