package io.phoenix.gateway.server.config;

import java.util.List;

/** What came of reading a configuration. */
public sealed interface ConfigResult {
    /** In the order of the file. */
    List<ConfigProblem> problems();

    /** A configuration to run with; the problems are warnings. */
    record Accepted(GatewayConfig config, List<ConfigProblem> problems) implements ConfigResult {
        public Accepted {
            problems = List.copyOf(problems);
        }
    }

    /** No configuration; at least one problem is an error. */
    record Rejected(List<ConfigProblem> problems) implements ConfigResult {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }
}
