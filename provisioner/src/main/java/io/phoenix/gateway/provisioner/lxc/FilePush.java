package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.desired.Owner;
import io.phoenix.gateway.provisioner.host.FileDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Puts a file into a running container. The container's own programs write it: a path that was followed from outside
 * could lead, by a link that somebody inside has made, to any file of the host.
 */
final class FilePush {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final CommandRunner inside;

    FilePush(CommandRunner inside) {
        this.inside = inside;
    }

    void push(Path file, String destination, Owner owner, String mode) throws IOException, InterruptedException {
        if (inside.run(Command.of("test", "-d", destination)).isOk()) {
            throw new IOException(destination + " is a directory: name the file in it");
        }
        String part = destination + ".phoenix-new";
        run(Command.of("rm", "-f", part), destination);
        run(Command.of("dd", "of=" + part, "bs=65536").within(LONG).reading(file), destination);
        run(Command.of("chown", owner.toString(), part), destination);
        run(Command.of("chmod", mode, part), destination);
        Outcome digest = run(Command.of("sha256sum", part).within(LONG), destination);
        if (!digest.out().startsWith(FileDigest.sha256(file))) {
            throw new IOException(
                    destination + " was written, and what can be read of it is not what " + file + " has");
        }
        run(Command.of("mv", "-f", part, destination), destination);
    }

    private Outcome run(Command command, String destination) throws IOException, InterruptedException {
        Outcome outcome = inside.run(command);
        if (!outcome.isOk()) {
            throw new IOException(destination + " cannot be written: " + outcome.complaint());
        }
        return outcome;
    }
}
