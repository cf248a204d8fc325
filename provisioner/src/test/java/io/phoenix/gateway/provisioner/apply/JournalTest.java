package io.phoenix.gateway.provisioner.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phoenix.gateway.provisioner.desired.Access;
import io.phoenix.gateway.provisioner.host.BusyException;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.plan.History;
import io.phoenix.gateway.provisioner.plan.History.AddedMount;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of what was done, crashes included. */
final class JournalTest {
    private static final MountPoint SSL = MountPoint.of("/tank/ssl", "/ssl", Access.READ_ONLY);

    @TempDir
    private Path state;

    private static Step step(ContainerChange change) {
        return new Step(change, Step.Sign.CHANGE, "CT 953", List.of(), Step.Impact.LIVE, Step.Risk.LOW, "none");
    }

    @Test
    void whatWasIntendedMayBeThere() throws IOException {
        Journal journal = new Journal(state);
        assertThat(journal.history()).isEqualTo(History.NONE);
        journal.add(step(new ContainerChange.SetMount(953, SSL)), Journal.Event.INTENT, "");
        journal.add(step(new ContainerChange.Stop(953)), Journal.Event.INTENT, "");
        History history = new Journal(state).history();
        assertThat(history).isEqualTo(new History(Set.of(new AddedMount(953, "/ssl", "/tank/ssl")), Set.of(953)));

        journal.add(step(new ContainerChange.RemoveMount(953, SSL)), Journal.Event.INTENT, "");
        journal.add(step(new ContainerChange.Start(953)), Journal.Event.INTENT, "");
        assertThat(journal.history()).isEqualTo(history);
        journal.add(step(new ContainerChange.RemoveMount(953, SSL)), Journal.Event.DONE, "");
        journal.add(step(new ContainerChange.Start(953)), Journal.Event.DONE, "");
        assertThat(journal.history()).isEqualTo(History.NONE);
    }

    @Test
    void aLineThatACrashCutOffSpoilsNoOther() throws IOException {
        Journal journal = new Journal(state);
        journal.add(step(new ContainerChange.SetMount(953, SSL)), Journal.Event.DONE, "");
        Files.writeString(state.resolve("journal.jsonl"), "\n{\"time\":\"2026-11", StandardOpenOption.APPEND);
        journal.add(step(new ContainerChange.Stop(954)), Journal.Event.DONE, "");
        // The first half of an umlaut, and what some file systems leave of a block that was not written.
        Files.write(
                state.resolve("journal.jsonl"), new byte[] {'\n', '{', (byte) 0xc3, 0, 0}, StandardOpenOption.APPEND);
        journal.add(step(new ContainerChange.Stop(953)), Journal.Event.DONE, "");
        assertThat(journal.history())
                .isEqualTo(new History(Set.of(new AddedMount(953, "/ssl", "/tank/ssl")), Set.of(953, 954)));
    }

    @Test
    void aDirectoryThatCannotBeUsedIsNamedWithTheReason() throws IOException {
        Path file = Files.writeString(state.resolve("file"), "");
        assertThatThrownBy(() -> StateDirectory.open(file.resolve("state")))
                .hasMessageStartingWith("the directory " + file.resolve("state") + " cannot be made (")
                .hasMessageEndingWith("); name another with --state");
        Files.createDirectories(state.resolve("taken/lock"));
        assertThatThrownBy(() -> StateDirectory.open(state.resolve("taken")))
                .hasMessageStartingWith("the directory " + state.resolve("taken") + " cannot be written (");
    }

    @Test
    void oneAtATime() throws IOException {
        try (StateDirectory first = StateDirectory.open(state.resolve("new"))) {
            assertThatThrownBy(() -> StateDirectory.open(state.resolve("new"))).isInstanceOf(BusyException.class);
            assertThat(first.journal().history()).isEqualTo(History.NONE);
        }
        StateDirectory.open(state.resolve("new")).close();
    }
}
