package io.phoenix.gateway.server;

import io.phoenix.gateway.server.observe.Logs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the program's command line within the test's JVM. */
final class CommandLineRun {

    private CommandLineRun() {}

    /** All that {@code gateway explain} prints with these arguments. */
    static String explain(Path config, String... arguments) {
        List<String> all = new ArrayList<>(List.of("explain", "--config", config.toString()));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        Main.execute(writer, writer, all.toArray(String[]::new));
        Logs.toConsole();
        return out.toString();
    }
}
