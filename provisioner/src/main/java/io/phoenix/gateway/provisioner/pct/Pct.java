package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.host.BusyException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@code pct}. Its exit codes mean little: after a failure it may return 0, after a success something else. Only
 * what it says when it could not even begin is taken at its word.
 */
final class Pct {
    private static final int TRIES = 4;

    private final CommandRunner runner;
    private final Duration pause;

    /** @param pause before it is tried again while somebody else holds a container's file; doubled each time */
    Pct(CommandRunner runner, Duration pause) {
        this.runner = runner;
        this.pause = pause;
    }

    /**
     * Runs {@code pct} with {@code arguments}, again if somebody had the container's file at hand.
     *
     * @throws BusyException if somebody has it still, or the container is locked for a longer work
     */
    Outcome run(Duration limit, List<String> arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("pct"));
        line.addAll(arguments);
        Duration wait = pause;
        for (int attempt = 1; ; attempt++) {
            Outcome outcome = runner.run(new Command(line, limit));
            String said = outcome.err();
            if (said.contains("CT is locked")) {
                throw new BusyException("pct " + arguments.get(0) + ": " + outcome.complaint());
            }
            if (!said.contains("can't lock file")) {
                return outcome;
            }
            if (attempt == TRIES) {
                throw new BusyException("pct " + arguments.get(0) + ": " + outcome.complaint());
            }
            Thread.sleep(wait.toMillis());
            wait = wait.multipliedBy(2);
        }
    }
}
