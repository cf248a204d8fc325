package io.phoenix.gateway.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The operators' listener: {@code /healthz}, {@code /readyz}, {@code /metrics}, {@code /routes} and {@code /upstreams}.
 * Runs the JDK's own server on threads of its own, so that it answers whatever the workers do. Thread-safe.
 */
public final class AdminServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads;

    private AdminServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Whether clients are served, as {@code /readyz} says it. */
    public enum Readiness {
        /** Not all listeners are there yet. */
        STARTING,
        READY,
        DRAINING
    }

    /** What the listener shows; each is asked anew for every request. */
    public record Views(
            Supplier<Readiness> readiness,
            Supplier<String> metrics,
            Supplier<String> routes,
            Supplier<String> upstreams) {}

    /**
     * Binds {@code address}.
     *
     * @throws IOException when that is not possible, with a message that names the address
     */
    public static AdminServer start(InetSocketAddress address, Views views) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, 16);
        } catch (IOException e) {
            throw new IOException(
                    "the admin listener cannot bind " + address.getHostString() + ":" + address.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "admin");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, views));
        server.start();
        return new AdminServer(server, threads);
    }

    /** The address that was bound. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private static void answer(HttpExchange exchange, Views views) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/healthz" -> send(exchange, 200, "text/plain", "ok\n");
                case "/readyz" -> {
                    Readiness readiness = views.readiness().get();
                    String word = readiness.name().toLowerCase(Locale.ROOT);
                    send(exchange, readiness == Readiness.READY ? 200 : 503, "text/plain", word + "\n");
                }
                case "/metrics" ->
                    send(
                            exchange,
                            200,
                            "text/plain; version=0.0.4",
                            views.metrics().get());
                case "/routes" ->
                    send(exchange, 200, "text/plain", views.routes().get());
                case "/upstreams" ->
                    send(exchange, 200, "text/plain", views.upstreams().get());
                default ->
                    send(exchange, 404, "text/plain", "try /healthz, /readyz, /metrics, /routes or /upstreams\n");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + (type.contains(";") ? "" : "; charset=utf-8"));
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
