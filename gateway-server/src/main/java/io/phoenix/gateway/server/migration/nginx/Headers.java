package io.phoenix.gateway.server.migration.nginx;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The headers that a location sends to its upstream and to its clients. */
final class Headers {

    private static final String FORWARDED = "the upstream gets it anyway";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

    /** Values that say what the gateway says anyway, by the header's name in lower case. */
    private static final Map<String, Pattern> USUAL = Map.of(
            "host", Pattern.compile("\\$(host|http_host)(:\\$(server_port|port))?"),
            "x-real-ip", Pattern.compile("\\$(remote_addr|realip_remote_addr)"),
            "x-forwarded-for", Pattern.compile("\\$(proxy_add_x_forwarded_for|remote_addr)"),
            "x-forwarded-proto", Pattern.compile("\\$scheme"),
            "x-forwarded-host", Pattern.compile("\\$(host|http_host)(:\\$server_port)?"),
            "x-forwarded-port", Pattern.compile("\\$server_port|[0-9]+"),
            "x-request-id", Pattern.compile("\\$request_id"),
            "x-forwarded-server", Pattern.compile("\\$(host|server_name)"),
            "upgrade", Pattern.compile("\\$http_upgrade"),
            "connection", Pattern.compile("\\$connection_upgrade|\\$http_connection|keep-alive|close|"));

    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final ImportReport report;
    private final Set<Scope> told = new HashSet<>();

    Headers(ImportReport report) {
        this.report = report;
    }

    /** Tells of each header towards the upstream what becomes of it. */
    void toUpstream(RouteDraft route, Scope scope, Scope server) {
        for (Directive header : scope.inForce("proxy_set_header")) {
            String name = header.argument(0).toLowerCase(Locale.ROOT);
            String value = header.argument(1);
            Pattern usual = USUAL.get(name);
            if (usual != null && usual.matcher(value).matches()) {
                report.byDefault(
                        header,
                        name.equals("connection") || name.equals("upgrade")
                                ? "WebSockets work on every route, and connections are kept"
                                : FORWARDED);
            } else if (name.equals("connection") && value.equalsIgnoreCase("upgrade")) {
                report.finding(
                        header,
                        "says Connection: upgrade on every request, also on those that upgrade nothing; the gateway says"
                                + " it where the client does");
                report.byDefault(header, "WebSockets work on every route");
            } else {
                changeRequest(route, header, name, value);
            }
        }
        findLost(route.location(), scope, server);
    }

    private void changeRequest(RouteDraft route, Directive header, String name, String value) {
        if (FRAMING.contains(name) || !NAME.matcher(name).matches()) {
            report.left(header, header.argument(0) + " is not a header that a route can set");
        } else if (value.isEmpty() && !name.equals("host")) {
            route.removeRequestHeader(header.argument(0));
            report.translated(header, "request-headers.remove of the routes");
        } else if (value.indexOf('$') >= 0 || !VALUE.matcher(value).matches()) {
            report.left(header, "the value of request-headers is a fixed text of printable ASCII");
        } else {
            route.setRequestHeader(header.argument(0), value);
            report.translated(header, "request-headers of the routes");
        }
    }

    private void findLost(Directive location, Scope scope, Scope server) {
        List<Directive> own = scope.own("proxy_set_header");
        List<Directive> outer = server.inForce("proxy_set_header");
        boolean hides = !own.isEmpty() && !outer.isEmpty();
        boolean hasHost = scope.inForce("proxy_set_header").stream()
                .anyMatch(header -> header.argument(0).equalsIgnoreCase("Host"));
        if (hides) {
            report.finding(
                    own.get(0),
                    "a location with proxy_set_header of its own inherits none, so NGINX drops those of line "
                            + outer.get(0).place().line() + " here" + (hasHost ? "" : ", Host among them")
                            + "; the gateway sends them on every route");
        } else if (!hasHost && told.add(server)) {
            report.finding(
                    location,
                    "without proxy_set_header Host, here and elsewhere in this server, NGINX sends the upstream's name as Host; the gateway sends the client's");
        }
    }

    /** Puts the headers towards clients into {@code route}. */
    void toClients(RouteDraft route, Scope scope) {
        for (Directive header : scope.inForce("add_header")) {
            String name = header.argument(0);
            String value = header.argument(1);
            if (FRAMING.contains(name.toLowerCase(Locale.ROOT))
                    || !NAME.matcher(name).matches()) {
                report.left(header, name + " is not a header that a route can set");
            } else if (value.indexOf('$') >= 0 || !VALUE.matcher(value).matches()) {
                report.left(header, "the value of response-headers is a fixed text of printable ASCII");
            } else {
                route.setHeader(name, value);
                report.translated(header, "response-headers of the routes; on errors too, and in the upstream's place");
            }
        }
        for (Directive header : scope.inForce("proxy_hide_header")) {
            String name = header.argument(0);
            if (FRAMING.contains(name.toLowerCase(Locale.ROOT))
                    || !NAME.matcher(name).matches()) {
                report.left(header, name + " is not a header that a route can remove");
            } else {
                route.removeHeader(name);
                report.translated(header, "response-headers.remove of the routes");
            }
        }
    }
}
