package io.phoenix.gateway.server;

import io.phoenix.gateway.server.config.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code gateway health}: asks a running gateway's admin listener, for machines that have no HTTP client but this
 * program, and for the health checks of containers.
 */
@Command(
        name = "health",
        description =
                "Asks a running gateway whether it takes requests, and shows its upstreams. Exit code 0 if it does.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final PrintWriter out;
    private final PrintWriter err;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9090",
            description = "Its admin listener. Default: ${DEFAULT-VALUE}.")
    private HostPort admin = new HostPort("127.0.0.1", 9090);

    HealthCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        try {
            String readiness = get("/readyz");
            out.print(get("/upstreams"));
            out.flush();
            if (!readiness.strip().equals("ready")) {
                err.println("gateway: " + admin + " takes no new requests: " + readiness.strip());
                return 1;
            }
            return 0;
        } catch (IOException e) {
            err.println("gateway: " + admin + " does not answer: " + e.getMessage());
            return 1;
        }
    }

    private String get(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://" + admin + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try (InputStream body =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }
}
