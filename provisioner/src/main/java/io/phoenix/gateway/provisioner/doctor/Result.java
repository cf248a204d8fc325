package io.phoenix.gateway.provisioner.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What was found at one hop.
 *
 * @param subject whose: a container's id, or the way to a service
 * @param detail what was seen, or why it fails
 * @param remedy the command, or the deed, that mends it; null if nothing needs mending
 */
public record Result(
        String subject,
        Hop hop,
        State state,
        String detail,
        @Nullable String remedy) {

    /** Whether a hop is well. */
    public enum State {
        OK,
        FAILED,
        /** It could not be looked at. */
        SKIPPED
    }

    static Result ok(String subject, Hop hop, String detail) {
        return new Result(subject, hop, State.OK, detail, null);
    }

    static Result failed(String subject, Hop hop, String detail, String remedy) {
        return new Result(subject, hop, State.FAILED, detail, remedy);
    }

    static Result skipped(String subject, Hop hop, String why) {
        return new Result(subject, hop, State.SKIPPED, why, null);
    }

    public boolean isFailed() {
        return state == State.FAILED;
    }
}
