package io.phoenix.gateway.provisioner.apply;

import io.phoenix.gateway.provisioner.apply.Journal.Event;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.FailureText;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan, step by step: looks whether the target is still as it was left, writes down what it is about to
 * do, does it, and looks again. What an error says is only believed if the look agrees. It can be killed at any moment:
 * the next plan begins from what there is then.
 */
public final class Executor {
    private final Host host;
    private final Journal journal;
    private final Progress progress;
    private final Map<Integer, String> digests = new HashMap<>();
    private int stepsDone;

    /** @param seen the host as the plan was made from; whatever is another then was changed by somebody else */
    public Executor(Host host, Observed seen, Journal journal, Progress progress) {
        this.host = host;
        this.journal = journal;
        this.progress = progress;
        seen.containers().forEach((id, container) -> digests.put(id, container.digest()));
    }

    /**
     * Does all steps; returns how many of them changed something.
     *
     * @throws StepFailedException at the first one that fails
     */
    public int apply(Plan plan) throws IOException, InterruptedException {
        int number = 0;
        for (Step step : plan.steps()) {
            progress.begins(++number, plan.steps().size(), step);
            try {
                if (step.change() instanceof ContainerChange change) {
                    container(step, change);
                } else if (step.change() instanceof VolumeChange change) {
                    volume(step, change);
                }
            } catch (IOException e) {
                progress.ended(step, "");
                try {
                    journal.add(step, Event.FAILED, FailureText.of(e));
                } catch (IOException unwritten) {
                    e.addSuppressed(unwritten);
                }
                throw new StepFailedException(step, stepsDone, e);
            }
        }
        return stepsDone;
    }

    private void container(Step step, ContainerChange change) throws IOException, InterruptedException {
        ObservedContainer before = host.containers().observe(change.id());
        String expected = digests.get(change.id());
        String digest = before == null ? null : before.digest();
        if (expected != null && !expected.equals(digest)) {
            throw new IOException("was changed by somebody else meanwhile; look at a new plan");
        }
        if (expected == null && before != null) {
            throw new IOException("was made by somebody else meanwhile; look at a new plan");
        }
        if (change.isDone(before)) {
            already(step);
            return;
        }
        journal.add(step, Event.INTENT, "");
        IOException complaint = null;
        try {
            change.by(host.containers(), digest == null ? "" : digest);
        } catch (IOException e) {
            complaint = e;
        }
        ObservedContainer after = host.containers().observe(change.id());
        if (after == null) {
            digests.remove(change.id());
        } else {
            digests.put(change.id(), after.digest());
        }
        String pending = after == null || after.pending().isEmpty()
                ? ""
                : "; the host keeps it for the next start: " + after.pending();
        verdict(step, change.isDone(after), complaint, pending);
    }

    private void volume(Step step, VolumeChange change) throws IOException, InterruptedException {
        if (change.isDone(look(change))) {
            already(step);
            return;
        }
        journal.add(step, Event.INTENT, "");
        IOException complaint = null;
        try {
            change.by(host.backend(change.kind()));
        } catch (IOException e) {
            complaint = e;
        }
        ObservedVolume after = look(change);
        verdict(step, change.isDone(after), complaint, "; it is " + after);
    }

    private ObservedVolume look(VolumeChange change) throws IOException, InterruptedException {
        ObservedVolume now = host.volume(change.path(), change.kind());
        return change instanceof VolumeChange.SetKeyAccess ? Host.withKeys(now) : now;
    }

    private void already(Step step) throws IOException {
        journal.add(step, Event.ALREADY, "");
        progress.ended(step, "is so already");
    }

    private void verdict(Step step, boolean isDone, @Nullable IOException complaint, String otherwise)
            throws IOException {
        if (!isDone) {
            throw complaint != null
                    ? complaint
                    : new IOException("no error was told, but it is not as it should be" + otherwise);
        }
        String remark = complaint == null ? "" : "although: " + complaint.getMessage();
        // Done it is, whether it can be written down or not.
        stepsDone++;
        journal.add(step, Event.DONE, remark);
        progress.ended(step, remark);
    }
}
