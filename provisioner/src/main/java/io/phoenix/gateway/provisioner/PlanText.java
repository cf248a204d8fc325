package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.plan.Notice;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Step;

/** Plans for people: {@code +} adds, {@code ~} changes, {@code -} removes, {@code !} stays as it is, and says why. */
final class PlanText {
    private PlanText() {}

    /** The whole plan. */
    static String of(Plan plan) {
        StringBuilder text = new StringBuilder();
        plan.steps().forEach(step -> text.append(step(step)));
        plan.notices().forEach(notice -> text.append(notice(notice)));
        return text.append(summary(plan)).append('\n').toString();
    }

    /** A step in lines, with what is good to know before it. */
    static String step(Step step) {
        StringBuilder text = new StringBuilder();
        for (Step.Difference difference : step.differences()) {
            text.append(step.sign().letter())
                    .append(' ')
                    .append(step.target())
                    .append(": ")
                    .append(told(difference))
                    .append('\n');
        }
        return text.append("    ")
                .append(step.impact().word())
                .append(", risk ")
                .append(step.risk().word())
                .append("; undo: ")
                .append(step.undo())
                .append('\n')
                .toString();
    }

    private static String told(Step.Difference difference) {
        if (difference.before().isEmpty()) {
            return difference.what() + " " + difference.after();
        }
        return difference.what() + " " + difference.before()
                + (difference.after().isEmpty() ? "" : " -> " + difference.after());
    }

    /** What is another than it should be, without the way to mend it. */
    static String drift(Plan plan) {
        StringBuilder text = new StringBuilder();
        for (Step step : plan.lasting()) {
            for (Step.Difference difference : step.differences()) {
                text.append(step.sign().letter())
                        .append(' ')
                        .append(step.target())
                        .append(": ")
                        .append(drift(difference))
                        .append('\n');
            }
        }
        plan.notices().forEach(notice -> text.append(notice(notice)));
        return text.append(plan.isConverged() ? "No drift.\n" : "").toString();
    }

    private static String drift(Step.Difference difference) {
        if (difference.before().isEmpty()) {
            return difference.what() + " " + difference.after() + " is missing";
        }
        return difference.what() + " is " + difference.before()
                + (difference.after().isEmpty() ? ", and is not to be" : ", and is to be " + difference.after());
    }

    private static String notice(Notice notice) {
        return "! " + notice.target() + ": " + notice.message() + " ["
                + notice.reason().word() + "]\n";
    }

    private static String summary(Plan plan) {
        long open = plan.notices().stream()
                .filter(notice -> notice.reason() != Notice.Reason.NOTE)
                .count();
        if (plan.isConverged()) {
            return "Nothing to do.";
        }
        return count(plan.steps().size(), "step") + "; " + count(open, "thing") + " that no step mends";
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
