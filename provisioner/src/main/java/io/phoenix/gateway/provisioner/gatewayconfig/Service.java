package io.phoenix.gateway.provisioner.gatewayconfig;

import io.phoenix.gateway.provisioner.check.KnownService;
import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.ModelServer;
import io.phoenix.gateway.provisioner.desired.Port;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something in a container that the gateway leads to.
 *
 * @param name of its entry in the gateway's configuration
 * @param title its name, for people
 * @param port where it speaks HTTP, or HTTPS if {@link App#hasTls}
 * @param grpcPort where it speaks gRPC, or null
 */
public record Service(
        String name,
        App app,
        String title,
        Container container,
        int port,
        @Nullable Integer grpcPort) {
    private static final int USUAL_VLLM_PORT = 8000;

    static List<Service> of(Container container) {
        return KnownService.of(container).stream()
                .map(known -> of(container, known))
                .toList();
    }

    private static Service of(Container container, KnownService known) {
        App app = App.of(known);
        String name = app.entry().isEmpty() ? entryName(container.hostname()) : app.entry();
        int inside = app == App.VLLM
                ? vllmPort(container)
                : known.ports().stream()
                        .filter(port -> outside(container, port) != null)
                        .findFirst()
                        .orElse(known.ports().get(0));
        Integer outside = outside(container, inside);
        Integer grpcPort = app == App.QDRANT ? outside(container, known.ports().get(1)) : null;
        return new Service(name, app, known.title(), container, outside == null ? inside : outside, grpcPort);
    }

    private static int vllmPort(Container container) {
        ModelServer server = container.modelServer();
        if (server != null && server.port() != null) {
            return server.port();
        }
        return container.ports().size() == 1 ? container.ports().get(0).inside() : USUAL_VLLM_PORT;
    }

    private static @Nullable Integer outside(Container container, int inside) {
        return container.ports().stream()
                .filter(port -> port.inside() == inside)
                .map(Port::outside)
                .findFirst()
                .orElse(null);
    }

    /** The gateway allows letters, digits and a few marks. */
    private static String entryName(String hostname) {
        return hostname.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    }

    /** The address of its container. */
    public String host() {
        return container.network().address().address().toString();
    }

    /** {@code host:port}. */
    public String address() {
        return host() + ":" + port;
    }

    /** {@code host:port} of its gRPC API, or null. */
    public @Nullable String grpcAddress() {
        return grpcPort == null ? null : host() + ":" + grpcPort;
    }

    /** As messages name it: {@code Qdrant in 952}. */
    @Override
    public String toString() {
        return title + " in " + container.id();
    }
}
