package io.phoenix.gateway.server;

import io.phoenix.gateway.server.config.ConfigProblem;
import io.phoenix.gateway.server.config.ConfigReader;
import io.phoenix.gateway.server.config.ConfigResult;
import io.phoenix.gateway.server.config.GatewayConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the configuration for a command and tells the operator what is wrong with it. Stateless. */
final class ConfigFile {

    private ConfigFile() {}

    /** The configuration of {@code file}, or null after all its problems were printed to {@code err}. */
    static @Nullable GatewayConfig read(Path file, PrintWriter err) {
        ConfigResult result = ConfigReader.read(file);
        result.problems().forEach(err::println);
        if (result instanceof ConfigResult.Accepted accepted) {
            return accepted.config();
        }
        long errors = result.problems().stream()
                .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                .count();
        err.println(file + ": " + (errors == 1 ? "1 error" : errors + " errors"));
        return null;
    }
}
