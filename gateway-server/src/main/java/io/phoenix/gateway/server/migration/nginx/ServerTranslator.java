package io.phoenix.gateway.server.migration.nginx;

import io.phoenix.gateway.server.migration.nginx.Located.Closed;
import io.phoenix.gateway.server.migration.nginx.Located.Routed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes routes of a server's locations, in the order in which NGINX would choose among them. */
final class ServerTranslator {

    private final Scope http;
    private final Listeners listeners;
    private final LocationTranslator locations;
    private final RouteBook book;
    private final ImportReport report;

    ServerTranslator(
            Scope http, Listeners listeners, LocationTranslator locations, RouteBook book, ImportReport report) {
        this.http = http;
        this.listeners = listeners;
        this.locations = locations;
        this.book = book;
        this.report = report;
    }

    /** Translates {@code server}; the listeners of all servers must be known. */
    void translate(Directive server) {
        Scope scope = new Scope(http, server.block());
        ServerNames names = ServerNames.of(server, report);
        HttpsRedirects redirects = HttpsRedirects.of(server);
        if (redirects != null) {
            redirect(server, redirects);
        }
        List<Directive> all = flat(server.all("location"));
        boolean onlyRedirects = redirects != null && redirects.whole();
        if (onlyRedirects || (all.isEmpty() && refuses(server))) {
            server.all("return").stream()
                    .filter(reply -> !report.knows(reply))
                    .forEach(reply -> report.byDefault(reply, "hosts that are not listed are refused with 421"));
            report.translated(server, onlyRedirects ? "redirect-to-https" : "hosts that are not listed are refused");
            return;
        }
        List<String> hosts = hosts(server, names);
        if (hosts.isEmpty()) {
            report.left(server, "no name of it can be written, and no request without one comes to it");
            return;
        }
        report.translated(server, "routes for " + String.join(", ", hosts));
        conditions(server, redirects, hosts);
        List<Closed> closed = new ArrayList<>();
        List<Directive> left = new ArrayList<>();
        LocationOrder order = new LocationOrder(all);
        for (Directive location : all) {
            Located located = redirects != null && redirects.directives().contains(location)
                    ? new Located.Left()
                    : locations.translate(location, scope);
            if (located instanceof Closed closing) {
                closed.add(closing);
            } else if (located instanceof Routed routed) {
                add(routed.route(), hosts, order);
            } else {
                left.add(location);
            }
            if (located instanceof Routed routed && routed.route().isWithheld()) {
                closed.add(new Closed(location, List.copyOf(routed.route().paths())));
            }
        }
        closed.forEach(closing -> close(closing, hosts));
        left.forEach(location -> findStrays(location, hosts));
    }

    private void add(RouteDraft route, List<String> hosts, LocationOrder order) {
        route.hosts(hosts);
        keepOrder(route, order);
        describe(route);
        book.add(route);
    }

    /** Locations within locations, beside them: the longest prefix is the inner one anyway. */
    private List<Directive> flat(List<Directive> locations) {
        List<Directive> flat = new ArrayList<>();
        for (Directive location : locations) {
            flat.add(location);
            for (Directive inner : flat(location.all("location"))) {
                if (LocationPattern.of(inner).isRegex()) {
                    report.left(inner, "an expression within a location is tried for that location only");
                } else {
                    flat.add(inner);
                }
            }
        }
        return flat;
    }

    private List<String> hosts(Directive server, ServerNames names) {
        Set<String> hosts = new LinkedHashSet<>(names.hosts());
        List<ListenerDraft> defaults = listeners.all().stream()
                .filter(listener -> listener.defaultServer() == server)
                .toList();
        boolean named = defaults.stream().anyMatch(ListenerDraft::hasExplicitDefault);
        if (named || (!names.named() && !defaults.isEmpty())) {
            hosts.add("*");
        } else if (!defaults.isEmpty()) {
            report.finding(
                    server,
                    "NGINX answers every other host with this server too, as the first on its port; the gateway refuses"
                            + " them with 421. If you want them, add \"*\" to the hosts");
        }
        return List.copyOf(hosts);
    }

    private void redirect(Directive server, HttpsRedirects redirects) {
        List<ListenerDraft> plain = listeners.all().stream()
                .filter(listener -> listener.servers().contains(server) && !listener.isTls())
                .toList();
        boolean alone =
                plain.stream().allMatch(listener -> listener.servers().stream().allMatch(this::redirects));
        for (Directive directive : redirects.directives()) {
            if (plain.isEmpty()) {
                report.byDefault(directive, "who comes by https is there already");
            } else if (alone) {
                report.translated(directive, "redirect-to-https: " + redirects.port() + ", with 308");
            } else {
                report.left(directive, "a listener redirects all hosts or none, and other servers share this one");
            }
        }
        if (alone) {
            plain.forEach(listener -> listener.redirectToHttps(redirects.port()));
        } else {
            report.finding(
                    server,
                    "sends its hosts to https; the gateway does not, because of other servers on the port, and"
                            + " serves them in CLEAR TEXT too");
        }
    }

    private boolean redirects(Directive server) {
        return HttpsRedirects.of(server) != null || (server.all("location").isEmpty() && refuses(server));
    }

    private static boolean refuses(Directive server) {
        return server.all("return").stream().anyMatch(reply -> reply.argument(0).matches("4[0-9]{2}|5[0-9]{2}"));
    }

    private void conditions(Directive server, @Nullable HttpsRedirects redirects, List<String> hosts) {
        for (Directive condition : server.all("if")) {
            if (redirects == null || !redirects.directives().contains(condition)) {
                report.left(condition, "routes have no conditions beside host, path, method and model");
                if (!condition.all("return").isEmpty() && !condition.toString().contains("$host")) {
                    report.finding(condition, "refuses some requests, which the new configuration does NOT");
                }
            }
        }
        for (Directive reply : server.all("return")) {
            PathRedirect redirect = PathRedirect.of(reply, List.of("/"));
            if (redirects != null && redirects.directives().contains(reply)) {
                continue;
            }
            if (redirect != null && server.all("location").isEmpty()) {
                RouteDraft route = RouteDraft.redirecting(server, List.of("/"), redirect);
                route.hosts(hosts);
                book.add(route);
                report.translated(reply, "redirect; a query is kept");
            } else {
                report.left(reply, "a host cannot redirect or answer by itself");
                if (!server.all("location").isEmpty()) {
                    report.finding(reply, "NGINX never comes to the locations of this server; the gateway serves them");
                }
            }
        }
    }

    /** Takes those paths off a route for which NGINX would choose another location. */
    private void keepOrder(RouteDraft route, LocationOrder order) {
        List<String> decoded = LocationPattern.of(route.location()).paths();
        for (String path : decoded == null ? List.<String>of() : decoded) {
            Directive chosen = order.chooseFor(path);
            if (chosen != null && chosen != route.location() && route.paths().remove(RoutePath.encode(path))) {
                report.finding(
                        route.location(),
                        "NGINX never comes here with " + path + ": the location on line "
                                + chosen.place().line() + " takes it; so it is not in the new configuration");
            }
        }
    }

    private void describe(RouteDraft route) {
        String difference = LocationPattern.of(route.location()).difference();
        if (route.paths().isEmpty()) {
            report.byDefault(route.location(), "NGINX never comes here");
        } else {
            report.translated(
                    route.location(),
                    (route.isWithheld() ? "a route, not in force, for " : "a route for ")
                            + String.join(", ", route.paths())
                            + (difference == null ? "" : "; " + difference));
        }
    }

    /** Refuses what a location refuses, on those routes that would take it. */
    private void close(Closed closing, List<String> hosts) {
        Set<String> blocked = shut(closing.location(), closing.paths(), hosts);
        if (!report.knows(closing.location())) {
            report.translated(
                    closing.location(),
                    blocked.isEmpty()
                            ? "no route leads there, so it gets 404"
                            : "block of " + String.join(", ", blocked));
        }
    }

    /** Blocks {@code paths} on the routes that would take them; their names. */
    private Set<String> shut(Directive location, List<String> paths, List<String> hosts) {
        Set<String> blocked = new LinkedHashSet<>();
        for (String path : paths) {
            for (RouteDraft route : book.takers(path, hosts)) {
                if (route.isToUpstream()) {
                    route.block(path);
                    blocked.add(route.name());
                } else if (route.isByModel()) {
                    report.left(
                            location,
                            "the route " + route.name() + " takes " + path
                                    + ", and routes that choose by model cannot block a path");
                    report.finding(location, "what is closed here is OPEN in the new configuration");
                }
            }
        }
        return blocked;
    }

    /** Tells where the requests of a location go that became nothing. */
    private void findStrays(Directive location, List<String> hosts) {
        List<String> paths = LocationPattern.of(location).paths();
        for (String path : paths == null ? List.<String>of() : RoutePath.encode(paths)) {
            book.takers(path, hosts)
                    .forEach(route -> report.finding(
                            location,
                            "is not translated, so what asks for " + path + " goes to the route " + route.name()
                                    + "; a block: [" + path + "] there keeps it out"));
        }
    }
}
