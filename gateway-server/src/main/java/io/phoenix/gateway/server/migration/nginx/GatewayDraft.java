package io.phoenix.gateway.server.migration.nginx;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The new configuration as a whole. */
record GatewayDraft(
        Listeners listeners,
        TlsDraft tls,
        SharedSettings shared,
        Upstreams upstreams,
        ModelMaps models,
        RouteBook routes) {

    private static final int ADMIN_PORT = 9090;

    /** The configuration as text; {@code files} are what it was made of. */
    String write(List<Path> files) {
        YamlText yaml = new YamlText();
        yaml.line(YamlText.comment(
                "Made from NGINX's " + files.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + "; behind each part stands where it came from."));
        List<RouteDraft> all = routes.all();
        List<String> hosts = all.isEmpty() ? List.of("localhost") : all.get(0).hosts();
        yaml.line("").line("hosts: " + YamlText.list(hosts));
        writeListeners(yaml);
        if (!tls.isEmpty()) {
            yaml.line("");
            tls.write(yaml);
        }
        yaml.line("");
        shared.write(yaml);
        writeServices(yaml);
        if (all.stream().anyMatch(route -> !route.isWithheld())) {
            yaml.line("").line("routes:");
        }
        all.forEach(route -> route.write(yaml, hosts));
        return yaml.toString().replaceAll("\n{3,}", "\n\n");
    }

    private void writeListeners(YamlText yaml) {
        yaml.line("").line("listeners:");
        Set<String> names = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        for (ListenerDraft listener : listeners.distinct()) {
            ports.add(listener.port());
            String name = listener.isTls() ? "https" : "http";
            listener.write(yaml, names.add(name) ? name : free(names, name + "-" + listener.port()));
        }
        if (ports.isEmpty()) {
            yaml.line("  - { name: http, address: \"127.0.0.1:8080\" }", "none that the files have can be written");
        }
        if (ports.contains(ADMIN_PORT)) {
            int port = ADMIN_PORT + 1;
            while (ports.contains(port)) {
                port++;
            }
            yaml.line("")
                    .line("admin: { address: \"127.0.0.1:" + port + "\" }", "9090, its usual port, is taken above");
        }
    }

    private static String free(Set<String> names, String wanted) {
        String free = wanted;
        for (int i = 2; !names.add(free); i++) {
            free = wanted + "-" + i;
        }
        return free;
    }

    private void writeServices(YamlText yaml) {
        if (!upstreams.all().isEmpty()) {
            yaml.line("").line("upstreams:");
            upstreams.all().forEach(upstream -> upstream.write(yaml));
        }
        if (!models.models().isEmpty()) {
            yaml.line("").line("models:");
            models.models().forEach(model -> model.write(yaml));
        }
    }
}
