package io.phoenix.gateway.provisioner.apply;

import io.phoenix.gateway.provisioner.plan.Step;

/** Is told how far the work is; called by the thread that works. */
public interface Progress {
    /** A step begins, the {@code number}th of {@code count}, counted from 1. */
    void begins(int number, int count, Step step);

    /** It is over; {@code remark} is empty, or says what is worth knowing. That it failed is told elsewhere. */
    void ended(Step step, String remark);
}
