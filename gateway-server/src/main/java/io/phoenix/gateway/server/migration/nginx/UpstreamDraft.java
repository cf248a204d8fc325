package io.phoenix.gateway.server.migration.nginx;

import io.phoenix.gateway.server.config.UpstreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An upstream of the new configuration. NGINX has timeouts and TLS where it passes on; here they are the upstream's.
 */
final class UpstreamDraft {

    private record Timeout(String key, long millis, Directive directive, Directive user) {}

    private static final int QDRANT_GRPC = 6334;
    private static final Map<String, Duration> DEFAULTS = Map.of(
            "connect-timeout", UpstreamConfig.DEFAULT_CONNECT_TIMEOUT,
            "first-byte-timeout", UpstreamConfig.DEFAULT_FIRST_BYTE_TIMEOUT,
            "idle-timeout", UpstreamConfig.DEFAULT_IDLE_TIMEOUT);

    private final String name;
    private final List<String> addresses;
    private final Place place;
    private final List<Timeout> timeouts = new ArrayList<>();
    private final Set<Directive> users = new LinkedHashSet<>();
    private final List<String> trust = new ArrayList<>();
    private @Nullable Integer mostConnections;
    private @Nullable String serverName;
    private @Nullable String keepAlive;
    private boolean tls;
    private boolean verify = true;

    UpstreamDraft(String name, List<String> addresses, Place place) {
        this.name = name;
        this.addresses = List.copyOf(addresses);
        this.place = place;
    }

    String name() {
        return name;
    }

    List<String> addresses() {
        return addresses;
    }

    boolean isQdrantsGrpc() {
        return name.contains("qdrant") && addresses.stream().anyMatch(address -> address.endsWith(":" + QDRANT_GRPC));
    }

    /** An address whose port usually speaks TLS, or null. */
    @Nullable
    String tlsPort() {
        return addresses.stream()
                .filter(address -> address.matches(".*:(443|8443|9443)"))
                .findFirst()
                .orElse(null);
    }

    void limitConnections(int most) {
        mostConnections = most;
    }

    void keepAlive(String time) {
        keepAlive = time;
    }

    /** Counts {@code location} as one that leads here. */
    void usedBy(Directive location) {
        users.add(location);
    }

    /** A timeout that {@code location} gives by {@code directive}. */
    void timeout(String key, long millis, Directive directive, Directive location) {
        timeouts.add(new Timeout(key, millis, directive, location));
    }

    /** The timeouts that serve every location that leads here: the longest, where a location without one has ours. */
    private Map<String, Long> settledTimeouts() {
        Map<String, Long> longest = new TreeMap<>();
        timeouts.forEach(timeout -> longest.merge(timeout.key(), timeout.millis(), Math::max));
        longest.entrySet().removeIf(entry -> {
            long byDefault =
                    Objects.requireNonNull(DEFAULTS.get(entry.getKey())).toMillis();
            long givers = timeouts.stream()
                    .filter(timeout -> timeout.key().equals(entry.getKey()))
                    .map(Timeout::user)
                    .distinct()
                    .count();
            return entry.getValue() == byDefault || (givers < users.size() && entry.getValue() < byDefault);
        });
        return longest;
    }

    /** Tells what became of the timeouts, when all locations that lead here are known. */
    void reportTimeouts(ImportReport report) {
        Map<String, Long> settled = settledTimeouts();
        for (Timeout timeout : timeouts) {
            Long written = settled.get(timeout.key());
            Duration byDefault = Objects.requireNonNull(DEFAULTS.get(timeout.key()));
            if (written == null && timeout.millis() == byDefault.toMillis()) {
                report.byDefault(timeout.directive(), timeout.key() + " is " + NginxUnits.duration(timeout.millis()));
            } else if (written == null) {
                report.left(
                        timeout.directive(),
                        "other locations lead to " + name + " without it, and timeouts are the upstream's here; "
                                + timeout.key() + " stays " + NginxUnits.duration(byDefault.toMillis()));
            } else {
                report.translated(
                        timeout.directive(),
                        "upstreams." + name + "." + timeout.key() + ": " + NginxUnits.duration(written)
                                + (written == timeout.millis() ? "" : ", the longest of its locations"));
            }
        }
    }

    void speakTls(boolean verified, List<String> trusted, @Nullable String name) {
        tls = true;
        verify = verified;
        trusted.stream().filter(file -> !trust.contains(file)).forEach(trust::add);
        if (name != null) {
            serverName = name;
        }
    }

    /** Writes it as a member of {@code upstreams}. */
    void write(YamlText yaml) {
        yaml.line("  " + YamlText.scalar(name) + ":", place.fileAndLine());
        yaml.line("    " + (addresses.size() == 1 ? "address: " : "addresses: ") + YamlText.oneOrMore(addresses));
        settledTimeouts().forEach((key, millis) -> yaml.line("    " + key + ": " + NginxUnits.duration(millis)));
        if (keepAlive != null) {
            yaml.line("    keep-alive: " + keepAlive);
        }
        if (mostConnections != null) {
            yaml.line("    max-connections: " + mostConnections);
        }
        if (tls) {
            writeTls(yaml);
        }
    }

    private void writeTls(YamlText yaml) {
        if (verify && trust.isEmpty() && serverName == null) {
            yaml.line("    tls: true");
            return;
        }
        yaml.line("    tls:");
        if (!verify) {
            yaml.line("      verify: false", "as in NGINX; better: trust: FILE, its certificate or its authority's");
        }
        if (!trust.isEmpty()) {
            yaml.line("      trust: " + YamlText.oneOrMore(trust));
        }
        if (serverName != null) {
            yaml.line("      server-name: " + YamlText.scalar(serverName));
        }
    }
}
