package io.phoenix.gateway.server;

import io.phoenix.gateway.server.config.ConfigReader;
import io.phoenix.gateway.server.config.ConfigResult;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The real gateway, started from configuration text on ports that the system chooses, with its logs in a directory of
 * the test's. Only one at a time runs in a JVM, since the logging system is one per JVM.
 */
final class TestGateway implements AutoCloseable {

    /** What every test configuration begins with. */
    static final String LISTENERS = """
            hosts: [localhost, 127.0.0.1]
            listeners:
              - { name: http, address: "127.0.0.1:0" }
            admin: { address: "127.0.0.1:0" }
            """;

    private final Gateway gateway;
    private final Logs logs;
    private final Path directory;
    private boolean stopped;

    private TestGateway(Gateway gateway, Logs logs, Path directory) {
        this.gateway = gateway;
        this.logs = logs;
        this.directory = directory;
    }

    /** Starts from {@code yaml}, to which only the log directory is added. */
    static TestGateway start(Path directory, String yaml) throws Exception {
        return start(directory, yaml, "");
    }

    /** The same with {@code logging} in the section of that name, as members that each begin with a comma. */
    static TestGateway start(Path directory, String yaml, String logging) throws Exception {
        String text = yaml + "\nlogs: { directory: \"" + directory.resolve("logs") + "\"" + logging + " }\n";
        ConfigResult result = ConfigReader.read("test.yaml", text, directory);
        if (!(result instanceof ConfigResult.Accepted accepted)) {
            throw new AssertionError(result.problems().toString());
        }
        GatewayConfig config = accepted.config();
        Logs logs = Logs.open(config.logs());
        return new TestGateway(Gateway.start(config, logs), logs, directory);
    }

    Gateway gateway() {
        return gateway;
    }

    int port() {
        return port("http");
    }

    int port(String listener) {
        return gateway.address(listener).getPort();
    }

    /** {@code http://localhost:port} and {@code path}. */
    String url(String path) {
        return "http://localhost:" + port() + path;
    }

    String adminUrl(String path) {
        return "http://127.0.0.1:" + gateway.adminAddress().getPort() + path;
    }

    /** Stops the gateway at once and gives every line of a log, since nothing is lost at the end. */
    List<String> stopAndReadLog(String name) {
        close();
        try {
            return Files.readAllLines(directory.resolve("logs").resolve(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (!stopped) {
            stopped = true;
            gateway.close();
            logs.close();
        }
    }
}
