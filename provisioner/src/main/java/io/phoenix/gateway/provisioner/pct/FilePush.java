package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.desired.Owner;
import io.phoenix.gateway.provisioner.host.FileDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Pushes a file beside its place, compares what arrived, and moves it there: {@code pct push} returns 0 whatever comes.
 */
final class FilePush {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Pct pct;
    private final CommandRunner inside;

    FilePush(Pct pct, CommandRunner inside) {
        this.pct = pct;
        this.inside = inside;
    }

    void push(int id, Path file, String destination, Owner owner, String mode)
            throws IOException, InterruptedException {
        String hash = FileDigest.sha256(file);
        String arriving = destination + ".arriving";
        Outcome pushed = pct.run(
                LIMIT,
                List.of(
                        "push",
                        Integer.toString(id),
                        file.toString(),
                        arriving,
                        "--user",
                        Integer.toString(owner.uid()),
                        "--group",
                        Integer.toString(owner.gid()),
                        "--perms",
                        mode));
        Outcome arrived = inside.run(Command.of("sha256sum", arriving).within(LIMIT));
        if (!arrived.out().startsWith(hash)) {
            throw new IOException(file + " did not arrive in the container " + id + " as " + destination + ": "
                    + (pushed.isOk() && pushed.err().isBlank() ? arrived : pushed).complaint());
        }
        Outcome moved = inside.run(Command.of("mv", "-f", "-T", arriving, destination));
        if (!moved.isOk()) {
            throw new IOException(destination + " in the container " + id + ": " + moved.complaint());
        }
    }
}
