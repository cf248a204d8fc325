package io.phoenix.gateway.provisioner.storage;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.host.VolumeBackend;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import java.io.IOException;

/** Volumes that a file system's own program makes: once they are there, each is a directory like any other. */
abstract class ProgramVolumes implements VolumeBackend {
    private final CommandRunner commands;
    private final DirectoryVolumes directories = new DirectoryVolumes();

    ProgramVolumes(CommandRunner commands) {
        this.commands = commands;
    }

    /** The volumes as directories. */
    final DirectoryVolumes directories() {
        return directories;
    }

    /** What the program answers; that it fails is an answer too. */
    final Outcome ask(String... command) throws IOException, InterruptedException {
        return commands.run(Command.of(command));
    }

    /**
     * Has the program do something.
     *
     * @throws IOException if it fails: {@code failure}, and why in its own words
     */
    final Outcome run(Command command, String failure) throws IOException, InterruptedException {
        Outcome outcome = commands.run(command);
        if (!outcome.isOk()) {
            throw new IOException(failure + ": " + outcome.complaint());
        }
        return outcome;
    }

    /** Gives a volume that was just made its owner and its mode. */
    final void giveAway(VolumeChange.Create made) throws IOException {
        setOwner(new VolumeChange.SetOwner(made.path(), made.kind(), made.uid(), made.gid()));
        setMode(new VolumeChange.SetMode(made.path(), made.kind(), made.mode()));
    }

    @Override
    public final void setOwner(VolumeChange.SetOwner change) throws IOException {
        directories.setOwner(change);
    }

    @Override
    public final void setMode(VolumeChange.SetMode change) throws IOException {
        directories.setMode(change);
    }

    @Override
    public final void setKeyAccess(VolumeChange.SetKeyAccess change) throws IOException {
        directories.setKeyAccess(change);
    }
}
