package io.phoenix.gateway.provisioner.plan;

import java.util.ArrayList;
import java.util.List;

/** A plan that is being written. */
final class Draft {
    private final List<Step> steps = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();

    void add(Step step) {
        steps.add(step);
    }

    void notice(Notice.Reason reason, String target, String message) {
        notices.add(new Notice(reason, target, message));
    }

    List<Step> steps() {
        return steps;
    }

    List<Notice> notices() {
        return notices;
    }
}
