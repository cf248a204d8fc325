package io.phoenix.gateway.server.migration.nginx;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A route of the new configuration, of one location. */
final class RouteDraft {

    private final Directive location;
    private final List<String> paths;
    private final @Nullable String upstream;
    private final @Nullable String modelFrom;
    private final @Nullable PathRedirect redirect;
    private final String stripped;
    private final Set<String> block = new LinkedHashSet<>();
    private final Map<String, String> setHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> removedHeaders = new LinkedHashSet<>();
    private final Map<String, String> requestHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> removedRequestHeaders = new LinkedHashSet<>();
    private List<String> hosts = List.of();
    private List<String> methods = List.of();
    private List<String> allow = List.of();
    private @Nullable String maxBody;
    private @Nullable String withheld;
    private boolean clientCertificate;
    private String name;

    private RouteDraft(
            Directive location,
            List<String> paths,
            @Nullable String upstream,
            @Nullable String modelFrom,
            @Nullable PathRedirect redirect,
            String stripped) {
        this.location = location;
        this.paths = new ArrayList<>(paths);
        this.upstream = upstream;
        this.modelFrom = modelFrom;
        this.redirect = redirect;
        this.stripped = stripped;
        this.name = nameOf(paths.get(0));
    }

    /** One to an upstream; {@code stripped} is the beginning of the path that it does not see, "/" if it sees all. */
    static RouteDraft toUpstream(Directive location, List<String> paths, String upstream, String stripped) {
        return new RouteDraft(location, paths, upstream, null, null, stripped);
    }

    /** One to the upstream of the model that {@code from}, as the configuration has it, tells. */
    static RouteDraft byModel(Directive location, List<String> paths, String from) {
        return new RouteDraft(location, paths, null, from, null, "/");
    }

    /** One that sends clients elsewhere. */
    static RouteDraft redirecting(Directive location, List<String> paths, PathRedirect redirect) {
        return new RouteDraft(location, paths, null, null, redirect, "/");
    }

    private static String nameOf(String path) {
        String name = path.replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("^[-._]+|[-._]+$", "");
        return name.isEmpty() ? "root" : name.substring(0, Math.min(48, name.length()));
    }

    Directive location() {
        return location;
    }

    /** The paths as they stand in request lines; what is taken away here is not written. */
    List<String> paths() {
        return paths;
    }

    String name() {
        return name;
    }

    void rename(String other) {
        name = other;
    }

    List<String> hosts() {
        return hosts;
    }

    void hosts(List<String> names) {
        hosts = List.copyOf(names);
    }

    void methods(List<String> only) {
        methods = List.copyOf(only);
    }

    void allow(List<String> networks) {
        allow = List.copyOf(networks);
    }

    void maxBody(String size) {
        maxBody = size;
    }

    void requireClientCertificate() {
        clientCertificate = true;
    }

    void setHeader(String header, String value) {
        setHeaders.put(header, value);
    }

    void removeHeader(String header) {
        removedHeaders.add(header);
    }

    void setRequestHeader(String header, String value) {
        requestHeaders.put(header, value);
    }

    void removeRequestHeader(String header) {
        removedRequestHeaders.add(header);
    }

    /** Keeps it out of force, since {@code reason}: it would open what was closed. */
    void withhold(String reason) {
        withheld = reason;
    }

    boolean isWithheld() {
        return withheld != null;
    }

    /** Whether the request's model decides where it leads. */
    boolean isByModel() {
        return modelFrom != null;
    }

    /** Whether what it would send can be blocked by path. */
    boolean isToUpstream() {
        return upstream != null;
    }

    /** Refuses a path that it would take, given as clients see it. */
    void block(String path) {
        block.add(path.startsWith(stripped) ? path.substring(stripped.length() - 1) : path);
    }

    /** Writes it as an item of {@code routes}; as a comment while it is withheld. */
    void write(YamlText yaml, List<String> gatewayHosts) {
        YamlText route = new YamlText();
        route.line("  - name: " + YamlText.scalar(name), location.place().fileAndLine());
        if (!hosts.equals(gatewayHosts)) {
            route.line("    hosts: " + YamlText.list(hosts));
        }
        route.line("    path: " + YamlText.oneOrMore(paths));
        writeAction(route);
        writeGuards(route);
        writeHeaders(route, "request-headers", requestHeaders, removedRequestHeaders);
        writeHeaders(route, "response-headers", setHeaders, removedHeaders);
        String text = route.toString();
        if (withheld == null) {
            text.lines().forEach(yaml::line);
        } else {
            yaml.line("  " + YamlText.comment("not in force: " + withheld));
            text.lines().forEach(line -> yaml.line("  #" + line));
        }
    }

    private void writeAction(YamlText route) {
        if (!methods.isEmpty()) {
            route.line("    methods: " + YamlText.list(methods));
        }
        if (redirect != null) {
            route.line(
                    "    redirect: { to: " + YamlText.scalar(redirect.to()) + ", status: " + redirect.status() + " }");
            return;
        }
        if (upstream == null) {
            route.line("    models: any");
            if (modelFrom != null && !modelFrom.equals("body")) {
                route.line("    model-from: " + modelFrom);
            }
            return;
        }
        route.line("    upstream: " + YamlText.scalar(upstream));
        List<String> prefixes = paths.stream()
                .filter(path -> path.endsWith("/") && path.length() > 1)
                .toList();
        boolean byDefault =
                prefixes.isEmpty() ? stripped.equals("/") : paths.size() == 1 && stripped.equals(prefixes.get(0));
        if (!byDefault) {
            route.line("    strip-prefix: " + (stripped.equals("/") ? "false" : YamlText.scalar(stripped)));
        }
    }

    private void writeGuards(YamlText route) {
        if (maxBody != null) {
            route.line("    max-body: " + maxBody);
        }
        if (clientCertificate) {
            route.line("    client-certificate: required");
        }
        if (!allow.isEmpty()) {
            route.line("    allow: " + YamlText.list(allow));
        }
        if (!block.isEmpty()) {
            route.line("    block: " + YamlText.list(List.copyOf(block)));
        }
    }

    private static void writeHeaders(YamlText route, String key, Map<String, String> set, Set<String> removed) {
        if (set.isEmpty() && removed.isEmpty()) {
            return;
        }
        route.line("    " + key + ":");
        if (!set.isEmpty()) {
            route.line("      set:");
            set.forEach((header, value) ->
                    route.line("        " + YamlText.scalar(header) + ": " + YamlText.scalar(value)));
        }
        if (!removed.isEmpty()) {
            route.line("      remove: " + YamlText.list(List.copyOf(removed)));
        }
    }
}
