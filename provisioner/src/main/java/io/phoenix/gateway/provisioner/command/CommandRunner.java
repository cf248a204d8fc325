package io.phoenix.gateway.provisioner.command;

import java.io.IOException;

/** Runs programs, on this host or, in a wrapper, somewhere inside it. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * Runs {@code command} to its end; blocks. Any exit code is an outcome, not an error.
     *
     * @throws IOException if the program does not exist, or takes longer than it may, and says which
     */
    Outcome run(Command command) throws IOException, InterruptedException;
}
