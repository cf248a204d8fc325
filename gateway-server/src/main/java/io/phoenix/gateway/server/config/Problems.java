package io.phoenix.gateway.server.config;

import io.phoenix.gateway.server.config.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** The problems found while one file is read; owned by that one reading. */
final class Problems {
    private final String file;
    private final List<ConfigProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Severity severity, Optional<Mark> mark, String path, String message) {
        // The parser counts from 0, people and editors from 1.
        int line = mark.map(m -> m.getLine() + 1).orElse(1);
        int column = mark.map(m -> m.getColumn() + 1).orElse(1);
        ConfigProblem problem = new ConfigProblem(severity, file, line, column, path, message);
        // What an app says of all its routes is read once for each.
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /** An error in the text itself, at a place that counts from 1, or 0:0 for the whole file. */
    void addError(int line, int column, String message) {
        found.add(new ConfigProblem(Severity.ERROR, file, line, column, "", message));
    }

    ConfigResult result(@Nullable GatewayConfig config) {
        List<ConfigProblem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column));
        boolean rejected = sorted.stream().anyMatch(p -> p.severity() == Severity.ERROR);
        if (config == null || rejected) {
            return new ConfigResult.Rejected(sorted);
        }
        return new ConfigResult.Accepted(config, sorted);
    }
}
