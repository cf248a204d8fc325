package io.phoenix.gateway.provisioner.desired;

import org.jspecify.annotations.Nullable;

/**
 * Whether and when the host starts a container; null is what the file does not say, and stays as it is.
 *
 * @param order ascending; those without one come last
 * @param delay in seconds, before the next one
 */
public record Boot(
        @Nullable Boolean start,
        @Nullable Integer order,
        @Nullable Integer delay) {}
