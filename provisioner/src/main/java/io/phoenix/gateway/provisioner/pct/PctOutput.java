package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.command.Outcome;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what {@code pct} prints, which is little: most is in its files. */
final class PctOutput {
    private PctOutput() {}

    /** The running ones of {@code pct list}. Only its first two columns are never blank. */
    static Set<Integer> running(Outcome list) throws IOException {
        if (!list.isOk()) {
            throw new IOException("pct list: " + list.complaint());
        }
        return list.out()
                .lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns -> columns.length > 1 && columns[0].matches("[0-9]+") && columns[1].equals("running"))
                .map(columns -> Integer.valueOf(columns[0]))
                .collect(Collectors.toSet());
    }

    /** Whether {@code pct status} says that the container runs. */
    static boolean isRunning(Outcome status) throws IOException {
        return switch (status.out().strip()) {
            case "status: running" -> true;
            case "status: stopped" -> false;
            default -> throw new IOException("pct status: " + status.complaint());
        };
    }
}
