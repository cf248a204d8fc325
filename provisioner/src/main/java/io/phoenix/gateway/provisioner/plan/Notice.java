package io.phoenix.gateway.provisioner.plan;

/**
 * Something that is not as it is asked for, and that no step of the plan mends.
 *
 * @param target what it is about, such as {@code volume ssl_certs}
 * @param message what it is, and what mends it
 */
public record Notice(Reason reason, String target, String message) {

    /** Why there is no step. */
    public enum Reason {
        /** Something else must be put right first. */
        BLOCKED("blocked"),
        /** It cannot be changed in place, and nothing is ever replaced. */
        MANUAL("manual"),
        /** It needs a restart, which was not allowed. */
        WAITING("waits for --allow-restart"),
        /** Somebody else is at work there. */
        LOCKED("locked"),
        /** It was not asked to be removed. */
        UNDECLARED("not declared"),
        /** Nothing needs to be done. */
        NOTE("note");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** As plans write it. */
        public String word() {
            return word;
        }
    }
}
