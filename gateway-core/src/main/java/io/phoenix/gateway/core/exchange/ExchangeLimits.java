package io.phoenix.gateway.core.exchange;

import java.time.Duration;

/**
 * Limits that hold for every exchange.
 *
 * @param heldMemory bytes of one body held in memory before the rest goes to a file
 * @param replayWindow bytes of one body kept until the answer begins, so that it can be sent once more
 * @param requestIdle silence of a client within its request while nothing is forwarded yet
 */
public record ExchangeLimits(int heldMemory, int replayWindow, Duration requestIdle) {}
