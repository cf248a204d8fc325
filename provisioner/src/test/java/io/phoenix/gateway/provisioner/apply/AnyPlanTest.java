package io.phoenix.gateway.provisioner.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.plan.History;
import io.phoenix.gateway.provisioner.plan.Notice;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Planner;
import io.phoenix.gateway.provisioner.plan.Policy;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every plan, on a model host that is as strict as a real one. */
final class AnyPlanTest {
    private static final int WORLDS = 200;

    /** Every world has some ten steps, each of which can be the one that is cut off. */
    private static final int KILLED_WORLDS = 25;

    @TempDir(factory = InMemory.class)
    private Path folder;

    private int cases;

    /** Files and a host by a seed, always the same. */
    private final class Case {
        final Desired desired;
        final Host host;
        final Policy policy;
        final Path state = folder.resolve("" + cases++);

        Case(long seed) {
            RandomWorld world = new RandomWorld(seed);
            desired = world.desired();
            host = world.host();
            policy = world.policy();
        }

        Plan plan() throws IOException, InterruptedException {
            return Planner.plan(desired, host.observe(desired), policy);
        }

        void apply(Progress progress) throws IOException, InterruptedException {
            Files.createDirectories(state);
            Journal journal = new Journal(state);
            Set<Integer> cutOff = journal.history().cutOff();
            Policy today = new Policy(
                    policy.allowRestart(),
                    policy.prune(),
                    policy.fixKeys(),
                    policy.scope(),
                    new History(policy.history().added(), cutOff));
            Observed observed = host.observe(desired);
            new Executor(host, observed, journal, progress).apply(Planner.plan(desired, observed, today));
        }

        SortedMap<Integer, ObservedContainer> containers() throws IOException, InterruptedException {
            return host.containers().observe();
        }
    }

    @Test
    void afterApplyAPlanHasNoSteps() throws Exception {
        for (long seed = 0; seed < WORLDS; seed++) {
            Case one = new Case(seed);
            one.apply(new Silent());
            assertThat(one.plan().steps()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void whatRunsGoesOnRunningUnlessARestartIsAllowed() throws Exception {
        for (long seed = 0; seed < WORLDS; seed++) {
            Case one = new Case(seed);
            SortedMap<Integer, ObservedContainer> before = one.containers();
            one.apply(new Silent() {
                @Override
                public void begins(int number, int count, Step step) {
                    if (step.impact() == Step.Impact.RESTART) {
                        assertThat(one.policy.allowRestart()).isTrue();
                    }
                }
            });
            SortedMap<Integer, ObservedContainer> after = one.containers();
            assertThat(before.values())
                    .as("seed %d", seed)
                    .filteredOn(ObservedContainer::isRunning)
                    .allMatch(container -> after.get(container.id()).isRunning());
        }
    }

    @Test
    void whatIsNotOursStaysAsItIs() throws Exception {
        for (long seed = 0; seed < WORLDS; seed++) {
            Case one = new Case(seed);
            SortedMap<Integer, ObservedContainer> before = one.containers();
            one.apply(new Silent());
            SortedMap<Integer, ObservedContainer> after = one.containers();
            assertThat(before.values())
                    .as("seed %d", seed)
                    .filteredOn(container ->
                            !container.isOwned() || !one.desired.containers().containsKey(container.id()))
                    .allMatch(container -> container.equals(after.get(container.id())));
        }
    }

    @Test
    void aKillBetweenAnyTwoStepsIsMendedByApplyingAgain() throws Exception {
        for (long seed = 0; seed < KILLED_WORLDS; seed++) {
            Case whole = new Case(seed);
            int steps = whole.plan().steps().size();
            whole.apply(new Silent());
            for (int killed = 1; killed <= steps; killed++) {
                Case cut = new Case(seed);
                int at = killed;
                try {
                    cut.apply(new Silent() {
                        @Override
                        public void begins(int number, int count, Step step) {
                            if (number == at) {
                                throw new Kill();
                            }
                        }
                    });
                } catch (Kill e) {
                    cut.apply(new Silent());
                }
                assertThat(cut.containers().values())
                        .as("seed %d, step %d", seed, killed)
                        .containsExactlyElementsOf(whole.containers().values());
                assertThat(cut.plan().steps()).isEmpty();
            }
        }
    }

    @Test
    void equalWorldsHaveEqualPlansAndEveryLineSaysSomething() throws Exception {
        for (long seed = 0; seed < WORLDS; seed++) {
            Plan plan = new Case(seed).plan();
            assertThat(plan).isEqualTo(new Case(seed).plan());
            assertThat(plan.notices()).extracting(Notice::message).doesNotContain("");
            assertThat(plan.steps()).allSatisfy(step -> {
                assertThat(step.differences()).isNotEmpty();
                assertThat(step.undo()).isNotEmpty();
            });
        }
    }

    private static final class Kill extends Error {
        private static final long serialVersionUID = 1;
    }

    private static class Silent implements Progress {
        @Override
        public void begins(int number, int count, Step step) {}

        @Override
        public void ended(Step step, String remark) {}
    }
}
