package io.phoenix.gateway.server.migration.nginx;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may come to a location, with what and for how long. What keeps somebody out and cannot be said here keeps the
 * whole route out of force: nothing that was closed is opened.
 */
final class Guards {

    private final ImportReport report;

    Guards(ImportReport report) {
        this.report = report;
    }

    /** Whether nobody may come: {@code deny all}, or an answer from 400 on whatever the request is. */
    boolean isClosed(Scope scope) {
        List<Directive> rules = scope.inForce("allow", "deny");
        boolean any = scope.inForce("satisfy").stream()
                .anyMatch(satisfy -> satisfy.argument(0).equals("any"));
        if (AccessRules.of(rules).nobody() && !any) {
            rules.forEach(rule -> report.translated(rule, "nobody is let in"));
            return true;
        }
        for (Directive reply : scope.own("return")) {
            if (reply.argument(0).matches("4[0-9]{2}|5[0-9]{2}")) {
                report.translated(reply, "nobody is let in; the gateway says 403, or 404 where no route leads");
                return true;
            }
        }
        return false;
    }

    void apply(RouteDraft route, Scope scope) {
        allow(route, scope);
        methods(route, scope);
        maxBody(route, scope);
        for (Directive directive : scope.inForce("auth_basic", "auth_basic_user_file")) {
            if (directive.is("auth_basic") && !directive.argument(0).equals("off")) {
                withhold(route, directive, "the gateway knows no passwords");
            }
        }
        Directive request = scope.one("auth_request");
        if (request != null && !request.argument(0).equals("off")) {
            withhold(route, request, "whom auth_request lets in is not translated; see the option auth");
        }
        Directive token = scope.one("auth_jwt");
        if (token != null && !token.argument(0).equals("off")) {
            withhold(route, token, "the gateway reads no tokens");
        }
        for (Directive condition : scope.own("if")) {
            condition(route, condition);
        }
        Directive certificate = scope.one("ssl_verify_client");
        boolean judged = scope.one("ssl_client_certificate") != null;
        if (certificate != null && certificate.argument(0).equals("on") && judged) {
            route.requireClientCertificate();
        }
    }

    private void allow(RouteDraft route, Scope scope) {
        List<Directive> rules = scope.inForce("allow", "deny");
        AccessRules access = AccessRules.of(rules);
        Directive satisfy = scope.one("satisfy");
        String unsayable = access.unsayable();
        if (satisfy != null && satisfy.argument(0).equals("any")) {
            withhold(route, satisfy, "that one of several checks is enough cannot be said");
            rules.forEach(rule -> report.left(rule, "is one of several checks of which one is enough"));
        } else if (unsayable != null) {
            rules.forEach(rule -> withhold(route, rule, unsayable));
        } else if (access.networks().isEmpty()) {
            rules.forEach(rule -> report.byDefault(rule, "everybody may come, with this line or without"));
        } else {
            route.allow(access.networks());
            rules.forEach(rule -> report.translated(rule, "allow of the routes"));
        }
    }

    private void methods(RouteDraft route, Scope scope) {
        for (Directive limit : scope.own("limit_except")) {
            boolean nobody = AccessRules.of(limit.block()).nobody()
                    && limit.block().stream().allMatch(rule -> rule.is("deny") || rule.is("allow"));
            boolean names = !limit.arguments().isEmpty()
                    && limit.arguments().stream().allMatch(method -> method.matches("[A-Z][A-Z0-9_-]*"));
            if (nobody && names) {
                route.methods(limit.arguments().stream().distinct().toList());
                report.translated(limit, "methods; others get 405, where NGINX says 403");
                limit.block().forEach(rule -> report.translated(rule, "methods"));
            } else {
                withhold(route, limit, "only whole methods can be refused, for everybody");
            }
        }
    }

    private void maxBody(RouteDraft route, Scope scope) {
        Directive limit = scope.one("client_max_body_size");
        String size = limit == null ? null : NginxUnits.size(limit.argument(0));
        if (limit != null && size == null) {
            report.left(limit, "\"" + limit.argument(0) + "\" is no size");
        } else if (limit != null && size != null) {
            route.maxBody(size);
            report.translated(limit, "max-body of the routes: " + size);
        }
    }

    private void condition(RouteDraft route, Directive condition) {
        report.finding(
                condition,
                "\"if\" in a location makes another location of its own, in which only some directives of this one hold");
        boolean refuses = condition.all("return").stream()
                .anyMatch(reply -> reply.argument(0).matches("[45][0-9]{2}"));
        boolean denies = condition.toString().contains("$invalid_referer")
                || !condition.all("deny").isEmpty();
        if (refuses || denies) {
            withhold(route, condition, "a condition keeps somebody out, which cannot be said");
        } else {
            report.left(condition, "routes have no conditions beside host, path, method and model");
        }
    }

    private void withhold(RouteDraft route, Directive directive, String reason) {
        report.left(directive, reason + "; the route stands in the new configuration as a comment");
        report.finding(
                directive,
                "keeps somebody out in a way that was not translated; the routes that it guards are"
                        + " not in force until you say who may come, and uncomment them");
        route.withhold(directive + ": " + reason);
    }

    /** Gives the timeouts of a location to the upstream that it leads to. */
    void timeouts(UpstreamDraft upstream, Scope scope, Directive location) {
        timeout(upstream, scope.one("proxy_connect_timeout"), List.of("connect-timeout"), location);
        timeout(upstream, scope.one("proxy_read_timeout"), List.of("first-byte-timeout", "idle-timeout"), location);
        timeout(upstream, scope.one("proxy_send_timeout"), List.of("idle-timeout"), location);
    }

    private void timeout(UpstreamDraft upstream, @Nullable Directive given, List<String> keys, Directive location) {
        if (given == null) {
            return;
        }
        Long millis = NginxUnits.millis(given.argument(0));
        if (millis == null || millis == 0) {
            report.left(given, "\"" + given.argument(0) + "\" is no time to wait for");
            return;
        }
        // More than the gateway can wait is meant as: for ever.
        long most = Duration.ofDays(24).toMillis();
        for (String key : keys) {
            upstream.timeout(key, Math.min(millis, most), given, location);
        }
    }
}
