package io.phoenix.gateway.server.migration.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * That a server sends its clients to https.
 *
 * @param port where https is
 * @param whole whether the server does nothing else
 * @param directives that say so
 */
record HttpsRedirects(int port, boolean whole, List<Directive> directives) {

    private static final Pattern URL =
            Pattern.compile("https://(?:\\$host|\\$server_name|\\$http_host|([A-Za-z0-9.-]+))(?::([0-9]{1,5}))?"
                    + "\\$(?:request_uri|uri(?:\\$is_args\\$args)?)");

    /** Reads it off {@code server}; null if it does no such thing. */
    static @Nullable HttpsRedirects of(Directive server) {
        List<Directive> directives = new ArrayList<>();
        boolean whole = addReturn(server, server, directives);
        boolean conditional = false;
        for (Directive condition : server.all("if")) {
            String test = String.join(" ", condition.arguments());
            boolean byHost = test.contains("$host") && !test.contains("!");
            boolean byScheme = test.contains("$scheme") || test.contains("$https");
            if ((byHost || byScheme) && addReturn(condition, server, directives)) {
                directives.add(condition);
                conditional = true;
            }
        }
        for (Directive location : server.all("location")) {
            if (location.argument(0).equals("/") && addReturn(location, server, directives)) {
                directives.add(location);
                whole = true;
            }
        }
        whole |= conditional && !leadsOn(server);
        return directives.isEmpty()
                ? null
                : new HttpsRedirects(port(directives), whole && !leadsOn(server), directives);
    }

    /** Whether {@code location} says no more than where certificates are proven, which needs no translation. */
    static boolean isForCertificates(Directive location) {
        return location.toString().contains("/.well-known/acme-challenge");
    }

    private static boolean leadsOn(Directive server) {
        return server.all("location").stream()
                .anyMatch(location -> !location.all("proxy_pass").isEmpty());
    }

    private static boolean addReturn(Directive within, Directive server, List<Directive> directives) {
        for (Directive reply : within.all("return")) {
            Matcher url = URL.matcher(reply.argument(1));
            if (reply.argument(0).matches("30[1278]") && url.matches() && isOwn(url.group(1), server)) {
                directives.add(reply);
                return true;
            }
        }
        return false;
    }

    private static boolean isOwn(@Nullable String host, Directive server) {
        return host == null
                || server.all("server_name").stream()
                        .anyMatch(names -> names.arguments().contains(host));
    }

    private static int port(List<Directive> directives) {
        for (Directive directive : directives) {
            Matcher url = URL.matcher(directive.argument(1));
            if (url.matches() && url.group(2) != null) {
                int port = Integer.parseInt(url.group(2));
                return port >= 1 && port <= 65535 ? port : 443;
            }
        }
        return 443;
    }
}
