package io.phoenix.gateway.provisioner.gatewayconfig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Writes the gateway's configuration. What the files say comes from them; the routes that decide by model, which no
 * file of the host says anything about, come from the configuration that the project ships.
 */
public final class GatewayYaml {
    private static final Dump DUMP = new Dump(DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .setWidth(120)
            .build());

    private final Door door;
    private final StringBuilder text = new StringBuilder();

    private GatewayYaml(Door door) {
        this.door = door;
    }

    /** The configuration for {@code door}, with a comment that says where each entry comes from. */
    public static String of(Door door) {
        return new GatewayYaml(door).write();
    }

    private String write() {
        text.append("# The gateway of ").append(door.container().hostname()).append(" (LXC ");
        text.append(door.container().id())
                .append("), derived by bin/provision gateway-config from the host's files.\n");
        section(Map.of("hosts", door.hosts()));
        section(Map.of("listeners", listeners()));
        if (door.certificates() != null) {
            section(Map.of("tls", Map.of("directory", door.certificates())));
        }
        if (door.logs() != null) {
            section(Map.of("logs", Map.of("directory", door.logs())));
        }
        apps();
        models();
        section(Map.of("routes", routes()));
        return text.toString();
    }

    private void section(Map<String, ?> section) {
        text.append('\n').append(DUMP.dumpToString(section));
    }

    private List<Map<String, Object>> listeners() {
        List<Map<String, Object>> listeners = new ArrayList<>();
        for (Entrance entrance : Entrance.of(door)) {
            Map<String, Object> listener = new LinkedHashMap<>();
            listener.put("name", entrance.hasTls() ? "https" : "http");
            listener.put("address", "0.0.0.0:" + entrance.port());
            listener.put("reuse-port", true);
            if (entrance.hasTls()) {
                listener.put("tls", true);
            }
            listeners.add(listener);
        }
        return listeners;
    }

    private void apps() {
        if (door.services().isEmpty()) {
            return;
        }
        text.append("\napps:\n");
        for (Service service : door.services()) {
            entry(
                    "LXC " + service.container().id() + ", "
                            + service.container().hostname(),
                    service.name(),
                    app(service));
        }
    }

    private Map<String, Object> app(Service service) {
        Map<String, Object> app = new LinkedHashMap<>();
        if (!service.name().equals(service.app().profile())) {
            app.put("app", service.app().profile());
        }
        app.put("address", service.address());
        if (service.grpcAddress() != null) {
            app.put("grpc-address", service.grpcAddress());
        }
        if (service.app().hasTls()) {
            String host = door.hostOf(service);
            app.put("host", host);
            Map<String, Object> tls = new LinkedHashMap<>();
            if (door.certificates() != null) {
                tls.put("trust", door.certificates() + "/" + host + ".crt");
            }
            tls.put("server-name", host);
            app.put("tls", tls);
        } else if (!service.app().path().isEmpty()) {
            app.put("path", mountPath(service));
        }
        return app;
    }

    /** Two of a kind cannot have one path. */
    private static String mountPath(Service service) {
        return service.name().equals(service.app().entry()) ? service.app().path() : "/" + service.name() + "/";
    }

    private void models() {
        if (door.models().isEmpty()) {
            return;
        }
        text.append("\nmodels:\n");
        for (ServedModel model : door.models()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("upstream", model.service().name());
            entry.put("kind", model.kind());
            if (!model.aliases().isEmpty()) {
                entry.put("aliases", model.aliases());
            }
            entry("vLLM in LXC " + model.service().container().id(), model.name(), entry);
        }
    }

    private void entry(String comment, String name, Map<String, Object> entry) {
        text.append("  # ").append(comment).append('\n');
        DUMP.dumpToString(Map.of(name, entry))
                .lines()
                .forEach(line -> text.append("  ").append(line).append('\n'));
    }

    /** Those of the shipped configuration, without what leads to an upstream that is not there. */
    private List<Map<?, ?>> routes() {
        List<String> upstreams = door.services().stream().map(Service::name).toList();
        return shippedRoutes().stream()
                .filter(route -> !route.containsKey("upstream") || upstreams.contains(route.get("upstream")))
                .collect(Collectors.toList());
    }

    private static List<Map<?, ?>> shippedRoutes() {
        try (InputStream in = GatewayYaml.class.getResourceAsStream("gateway.yaml")) {
            Object root = new Load(LoadSettings.builder().build())
                    .loadFromInputStream(Objects.requireNonNull(in, "gateway.yaml"));
            List<Map<?, ?>> routes = new ArrayList<>();
            for (Object route : (List<?>) Objects.requireNonNull(((Map<?, ?>) root).get("routes"))) {
                routes.add((Map<?, ?>) route);
            }
            return routes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
