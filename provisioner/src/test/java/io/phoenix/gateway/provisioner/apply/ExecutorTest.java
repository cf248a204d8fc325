package io.phoenix.gateway.provisioner.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.Values;
import io.phoenix.gateway.provisioner.plan.ByHand;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done, and told, when something goes away on the way. */
final class ExecutorTest {
    @TempDir
    private Path state;

    @Test
    void withoutAJournalNothingMoreIsDone() {
        ModelContainers containers = new ModelContainers();
        for (int id : List.of(101, 102)) {
            containers.put(ModelContainers.container(id, true, Values.NONE, new RootDisk("tank", 8)));
        }
        Plan plan = ByHand.plan(
                List.of(new ContainerChange.Start(101), new ContainerChange.Start(102)),
                "state",
                "stopped",
                "running",
                "stop it");
        Observed seen = new Observed(containers.observe(), new TreeMap<>(), Set.of(), Set.of(), 100_000);
        Executor executor = new Executor(
                new Host(containers, new ModelVolumes().forAll()), seen, new Journal(state), new JournalIsLost());

        StepFailedException failure = catchThrowableOfType(StepFailedException.class, () -> executor.apply(plan));
        assertThat(failure)
                .hasMessageStartingWith(
                        "CT 102: the journal " + state.resolve("journal.jsonl") + " cannot be written: ");
        assertThat(failure.stepsDone()).isEqualTo(1);
        assertThat(containers.observe(101).isRunning()).isTrue();
        assertThat(containers.observe(102).isRunning()).isFalse();
    }

    /** Puts a directory in the journal's place before the second step. */
    private final class JournalIsLost implements Progress {
        @Override
        public void begins(int number, int count, Step step) {
            if (number == 2) {
                try {
                    Files.delete(state.resolve("journal.jsonl"));
                    Files.createDirectory(state.resolve("journal.jsonl"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void ended(Step step, String remark) {}
    }
}
