package io.phoenix.gateway.server;

import io.netty.util.NetUtil;
import io.phoenix.gateway.server.config.AppConfig;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.config.ListenerConfig;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an app of the configuration stands for, and what its own set-up must be to go with it, as text. Stateless. */
final class AppExplanation {

    private AppExplanation() {}

    static String of(GatewayConfig config, AppConfig app) {
        Map<String, String> values = publicValues(config, app);
        StringBuilder text = new StringBuilder();
        text.append("# ")
                .append(app.name())
                .append(" is an app (")
                .append(app.profile())
                .append("); clients find it at ")
                .append(values.get("url"))
                .append("\n\n# What it stands for. Whatever is said under apps.")
                .append(app.name())
                .append(" or in routes with longer paths wins.\n")
                .append(app.yaml());
        if (!app.environment().isEmpty()) {
            text.append("\n# The environment that it needs:\n");
            app.environment()
                    .forEach((name, value) -> text.append(name)
                            .append('=')
                            .append(AppConfig.fill(value, values))
                            .append('\n'));
        }
        if (!app.notes().isEmpty()) {
            text.append("\n# Good to know:\n");
            app.notes()
                    .forEach(note -> text.append("# - ")
                            .append(AppConfig.fill(note, values))
                            .append('\n'));
        }
        return text.toString();
    }

    /** Where clients find {@code app}: by TLS if the gateway speaks it, and by a name if it has one. */
    private static Map<String, String> publicValues(GatewayConfig config, AppConfig app) {
        ListenerConfig listener = listener(config, app.listener());
        String scheme = listener != null && listener.tls() ? "https" : "http";
        int port = listener == null ? 80 : listener.address().port();
        boolean atPath = app.path() != null;
        String host = !atPath && app.host() != null ? app.host() : publicHost(config.hosts());
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        String origin = scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + (usual ? "" : ":" + port);
        String path = atPath ? app.path() : "/";
        Map<String, String> values = new HashMap<>();
        values.put("scheme", scheme);
        values.put("secure", String.valueOf(scheme.equals("https")));
        values.put("public-host", host);
        values.put("public-port", String.valueOf(port));
        values.put("origin", origin);
        values.put("path", path);
        values.put("url", origin + path);
        return values;
    }

    private static @Nullable ListenerConfig listener(GatewayConfig config, @Nullable String name) {
        return config.listeners().stream()
                .filter(listener -> name == null || listener.name().equals(name))
                .filter(listener -> name != null || listener.redirectToHttps() == null)
                .max(Comparator.comparing(ListenerConfig::tls))
                .orElse(null);
    }

    private static String publicHost(List<String> hosts) {
        return hosts.stream()
                .filter(host -> !host.startsWith("*") && !host.equals("localhost"))
                .max(Comparator.comparing(host -> !isAddress(host)))
                .orElse("localhost");
    }

    private static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }
}
