package io.phoenix.gateway.provisioner.apply;

import io.phoenix.gateway.provisioner.host.BusyException;
import io.phoenix.gateway.provisioner.host.FailureText;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.IOException;

/** A step could not be done, and nothing after it was begun. */
public final class StepFailedException extends IOException {
    private static final long serialVersionUID = 1;

    private final int stepsDone;
    private final boolean isBusy;

    StepFailedException(Step step, int stepsDone, IOException cause) {
        super(step.target() + ": " + FailureText.of(cause), cause);
        this.stepsDone = stepsDone;
        this.isBusy = cause instanceof BusyException;
    }

    /** How many steps before it changed something. */
    public int stepsDone() {
        return stepsDone;
    }

    /** Whether somebody else was at work there. */
    public boolean isBusy() {
        return isBusy;
    }
}
