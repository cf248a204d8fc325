package io.phoenix.gateway.server.migration.nginx;

import io.phoenix.gateway.server.config.UpstreamConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The upstreams of the new configuration: those {@code upstream} blocks and hosts that something leads to. */
final class Upstreams {

    private final ImportReport report;
    private final Map<String, Directive> blocks = new LinkedHashMap<>();
    private final Map<String, UpstreamDraft> drafts = new LinkedHashMap<>();

    Upstreams(List<Directive> directives, ImportReport report) {
        this.report = report;
        for (Directive directive : directives) {
            if (directive.is("upstream") && directive.isBlock()) {
                blocks.putIfAbsent(directive.argument(0), directive);
            }
        }
    }

    /** The upstream called {@code to}, or of that host, which {@code by} leads to; null if it cannot be written. */
    @Nullable
    UpstreamDraft find(String to, boolean tls, Directive by) {
        String key = (tls ? "https://" : "http://") + to;
        UpstreamDraft known = drafts.get(key);
        if (known != null) {
            return known;
        }
        Directive block = blocks.get(to);
        boolean beside = drafts.containsKey((tls ? "http://" : "https://") + to);
        String name = freeName(to + (beside ? tls ? "-tls" : "-plain" : ""));
        UpstreamDraft made = block == null ? ofHost(name, to, tls, by) : ofBlock(name, block, tls);
        if (made != null) {
            drafts.put(key, made);
            inspect(made, block == null ? by : block, tls, by);
        }
        return made;
    }

    Collection<UpstreamDraft> all() {
        return drafts.values();
    }

    /** Tells what became of those that nothing leads to, and of what is settled only now. */
    void finish() {
        for (Directive block : blocks.values()) {
            if (!report.knows(block)) {
                report.left(block, "nothing that was translated leads to it");
            }
        }
        drafts.values().forEach(draft -> draft.reportTimeouts(report));
    }

    private void inspect(UpstreamDraft made, Directive at, boolean tls, Directive by) {
        if (made.isQdrantsGrpc()) {
            report.finding(
                    at,
                    "6334 is Qdrant's gRPC port; its REST API answers on 6333: change the address of upstreams."
                            + made.name());
        }
        if (made.tlsPort() != null && !tls) {
            report.finding(
                    by,
                    "speaks clear text to " + made.tlsPort()
                            + ", a port that usually speaks TLS: https:// is meant; add tls" + " to upstreams."
                            + made.name());
        }
    }

    private @Nullable UpstreamDraft ofHost(String name, String host, boolean tls, Directive by) {
        String address = HostText.withPort(host, tls ? 443 : 80);
        return address == null ? null : new UpstreamDraft(name, List.of(address), by.place());
    }

    private @Nullable UpstreamDraft ofBlock(String name, Directive block, boolean tls) {
        List<String> addresses = new ArrayList<>();
        for (Directive server : block.all("server")) {
            String address = HostText.withPort(server.argument(0), 80);
            List<String> words = server.arguments();
            if (address == null) {
                report.left(server, "\"" + server.argument(0) + "\" is not an address that the gateway can call");
            } else if (words.contains("down")) {
                report.translated(server, "it is down, so it is left out");
            } else if (words.contains("backup")) {
                report.left(server, "there are no endpoints in reserve here; it is left out");
            } else if (!addresses.contains(address)) {
                addresses.add(address);
                describe(server, address, words, name, tls);
            } else {
                report.translated(server, "the same as one before it");
            }
        }
        if (addresses.isEmpty()) {
            return null;
        }
        UpstreamDraft made = new UpstreamDraft(name, addresses, block.place());
        report.translated(block, "upstreams." + name);
        block.block().forEach(directive -> detail(directive, made, addresses.size()));
        return made;
    }

    private void describe(Directive server, String address, List<String> words, String name, boolean tls) {
        String equal = words.stream()
                .filter(word -> word.startsWith("weight=") && !word.equals("weight=1"))
                .findFirst()
                .orElse(null);
        if (equal != null) {
            report.left(server, "written as " + address + ", but without " + equal + ": endpoints are equal here");
        } else {
            report.translated(server, "upstreams." + name + ": " + address);
        }
        if (tls && server.argument(0).equals(address.replaceAll(":80$", ""))) {
            report.finding(server, "no port means 80 in an upstream block, even where it is called by https");
        }
    }

    private void detail(Directive directive, UpstreamDraft made, int endpoints) {
        switch (directive.name()) {
            case "health_check", "sticky", "state", "ntlm", "queue" -> {
                report.finding(
                        directive,
                        directive.name() + " is a directive of NGINX Plus; open source NGINX refuses the whole file");
                report.left(directive, "the gateway has no such thing; one that is down is found out by its requests");
            }
            case "ip_hash", "hash", "random", "least_time" -> {
                if (endpoints == 1) {
                    report.byDefault(directive, "there is one endpoint only");
                } else {
                    report.left(directive, "the gateway chooses the endpoint with the fewest requests in flight");
                }
            }
            case "keepalive_timeout" -> keepAlive(directive, made);
            default -> {}
        }
        if (directive.is("server")) {
            directive.arguments().stream()
                    .filter(word -> word.matches("max_conns=[1-9][0-9]{0,5}"))
                    .forEach(word -> made.limitConnections(Integer.parseInt(word.substring("max_conns=".length()))));
        }
    }

    private void keepAlive(Directive directive, UpstreamDraft made) {
        Long millis = NginxUnits.millis(directive.argument(0));
        if (millis == null || millis == 0) {
            report.left(directive, "is no time that a connection can be kept for");
        } else if (millis == UpstreamConfig.DEFAULT_KEEP_ALIVE.toMillis()) {
            report.byDefault(directive, "keep-alive is 4s");
        } else {
            made.keepAlive(NginxUnits.duration(millis));
            report.translated(directive, "upstreams." + made.name() + ".keep-alive");
        }
    }

    private String freeName(String wanted) {
        String name = wanted.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        String start = name.isEmpty() ? "upstream" : name.substring(0, Math.min(56, name.length()));
        String free = start;
        for (int i = 2; isTaken(free); i++) {
            free = start + "-" + i;
        }
        return free;
    }

    private boolean isTaken(String name) {
        return drafts.values().stream().anyMatch(draft -> draft.name().equals(name));
    }
}
