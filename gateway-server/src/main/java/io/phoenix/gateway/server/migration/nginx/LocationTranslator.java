package io.phoenix.gateway.server.migration.nginx;

import io.phoenix.gateway.server.migration.nginx.Located.Closed;
import io.phoenix.gateway.server.migration.nginx.Located.Left;
import io.phoenix.gateway.server.migration.nginx.Located.Routed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a route of a location, as far as one can be for the same requests and lead to the same place. */
final class LocationTranslator {

    private final ImportReport report;
    private final Upstreams upstreams;
    private final ModelMaps models;
    private final Headers headers;
    private final Guards guards;

    LocationTranslator(Upstreams upstreams, ModelMaps models, ImportReport report) {
        this.report = report;
        this.upstreams = upstreams;
        this.models = models;
        headers = new Headers(report);
        guards = new Guards(report);
    }

    Located translate(Directive location, Scope server) {
        LocationPattern pattern = LocationPattern.of(location);
        Scope scope = new Scope(server, location.block());
        List<String> paths = pattern.paths();
        if (guards.isClosed(scope)) {
            return closed(location, paths);
        }
        List<Directive> passes = scope.own("proxy_pass");
        RouteDraft redirect = passes.isEmpty() && paths != null ? redirect(location, scope, paths) : null;
        if (redirect != null) {
            return new Routed(redirect);
        }
        if (passes.isEmpty()) {
            report.left(location, withoutPass(location));
            return new Left();
        }
        if (paths == null) {
            report.left(location, unsayable(pattern));
            if (!scope.own("allow", "deny", "satisfy", "auth_basic", "auth_request", "auth_jwt", "if")
                    .isEmpty()) {
                report.finding(location, "who was kept out here is NOT, wherever a route takes what it matches");
            }
            return new Left();
        }
        Directive pass = passes.get(passes.size() - 1);
        ProxyPass to = ProxyPass.of(scope.withConstants(pass.argument(0)));
        RouteDraft route = to == null ? unreadable(pass) : route(location, pattern, scope, pass, to);
        if (route == null) {
            report.left(location, "its proxy_pass could not be translated");
            return new Left();
        }
        scope.constantsOf(pass.argument(0)).forEach(set -> report.translated(set, "its value stands where it is used"));
        headers.toUpstream(route, scope, server);
        headers.toClients(route, scope);
        guards.apply(route, scope);
        return new Routed(route);
    }

    private @Nullable RouteDraft redirect(Directive location, Scope scope, List<String> paths) {
        for (Directive reply : scope.own("return")) {
            PathRedirect redirect = PathRedirect.of(reply, paths);
            if (redirect != null) {
                report.translated(reply, "redirect; a query is kept");
                RouteDraft route = RouteDraft.redirecting(location, RoutePath.encode(paths), redirect);
                headers.toClients(route, scope);
                guards.apply(route, scope);
                return route;
            }
        }
        return null;
    }

    private Located closed(Directive location, @Nullable List<String> paths) {
        if (paths == null) {
            report.left(location, "refuses what it matches, which routes that are wider here will not");
            report.finding(location, "what is closed here is OPEN in the new configuration, wherever a route takes it");
            return new Left();
        }
        return new Closed(location, RoutePath.encode(paths));
    }

    private static String withoutPass(Directive location) {
        if (HttpsRedirects.isForCertificates(location)) {
            return "the gateway serves no files; let the certificate program listen itself, or use a DNS challenge";
        }
        for (Directive directive : location.block()) {
            switch (directive.name()) {
                case "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass" -> {
                    return "the gateway does not speak what " + directive.name() + " does";
                }
                case "return", "rewrite" -> {
                    return "a route cannot answer by itself, nor redirect in this way";
                }
                case "js_content", "content_by_lua_block" -> {
                    return "the gateway runs no scripts";
                }
                case "stub_status" -> {
                    return "metrics are at /metrics of the admin listener";
                }
                default -> {}
            }
        }
        return "the gateway serves no files: a location without proxy_pass leads nowhere";
    }

    private static String unsayable(LocationPattern pattern) {
        return switch (pattern.kind()) {
            case EXACT ->
                "a path that ends with \"/\" stands for all below it here, so that it cannot be for itself alone";
            case NAMED -> "nothing can lead from one route to another";
            case REGEX, REGEX_ANY_CASE ->
                "routes have paths, not expressions, and this one is more than some paths;"
                        + " what it matches goes to the route of the longest prefix";
            case PREFIX, FIRM_PREFIX -> "is not a path that a route can have";
        };
    }

    private @Nullable RouteDraft unreadable(Directive pass) {
        report.left(
                pass,
                pass.argument(0).startsWith("unix:") || pass.argument(0).contains("//unix:")
                        ? "the gateway calls no Unix sockets"
                        : "what its variables say is not known before a request comes");
        return null;
    }

    private @Nullable RouteDraft route(
            Directive location, LocationPattern pattern, Scope scope, Directive pass, ProxyPass to) {
        String stripped = new PathChange(report).stripped(location, pattern, scope, pass, to);
        if (stripped == null) {
            return null;
        }
        List<String> paths = PathChange.pathsOf(pattern, stripped);
        String variable = to.variable();
        if (variable != null) {
            return byModel(location, paths, scope, pass, to, stripped, variable);
        }
        UpstreamDraft upstream = upstreams.find(to.to(), to.tls(), pass);
        if (upstream == null) {
            report.left(pass, "\"" + to.to() + "\" has no address that the gateway can call");
            return null;
        }
        upstream.usedBy(location);
        guards.timeouts(upstream, scope, location);
        new UpstreamTls(report).apply(upstream, to, scope, pass);
        report.translated(pass, "upstream: " + upstream.name());
        return RouteDraft.toUpstream(location, RoutePath.encode(paths), upstream.name(), RoutePath.encode(stripped));
    }

    private @Nullable RouteDraft byModel(
            Directive location,
            List<String> paths,
            Scope scope,
            Directive pass,
            ProxyPass to,
            String stripped,
            String variable) {
        String place = models.placeOfModel(variable, to.tls(), location);
        if (place == null) {
            report.left(
                    pass,
                    "$" + variable
                            + " is known only when a request comes; routes choose by host, path, method and model");
            return null;
        }
        if (!stripped.equals("/")) {
            report.left(pass, "routes that choose by model change no paths");
            return null;
        }
        for (UpstreamDraft upstream : models.upstreams()) {
            guards.timeouts(upstream, scope, location);
            new UpstreamTls(report).apply(upstream, to, scope, pass);
        }
        report.translated(pass, "the model decides; models: any takes every kind, models: chat and the like one");
        return RouteDraft.byModel(location, RoutePath.encode(paths), place);
    }
}
