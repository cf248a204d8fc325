package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.command.Outcome;
import java.io.IOException;

/** A deployment that did not come about, in words for the operator. */
public final class DeployException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Cause cause;

    /** What a deployment can fail by, as far as the exit code tells it. */
    public enum Cause {
        /** The release or the configuration is at fault. */
        INPUT,
        /** Something did not work, and what served before serves still. */
        NOTHING_CHANGED,
        /** The new deployment serves, and something is left to be done. */
        PARTLY_DONE
    }

    DeployException(Cause cause, String message) {
        super(message);
        this.cause = cause;
    }

    /** That something did not work, with what the program had to say in lines of their own. */
    static DeployException of(String what, Outcome outcome) {
        String said = (outcome.out() + "\n" + outcome.err()).strip();
        return new DeployException(
                Cause.NOTHING_CHANGED, what + (said.isEmpty() ? "" : ":\n  " + said.replace("\n", "\n  ")));
    }

    /** The same failure by another cause. */
    DeployException because(Cause other) {
        DeployException same = new DeployException(other, String.valueOf(getMessage()));
        same.initCause(this);
        return same;
    }

    /** Which kind of failure it is. */
    public Cause kind() {
        return cause;
    }
}
