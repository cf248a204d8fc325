package io.phoenix.gateway.server.migration.nginx;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a location speaks TLS to its upstream, by {@code proxy_ssl_*}. */
final class UpstreamTls {

    private final ImportReport report;

    UpstreamTls(ImportReport report) {
        this.report = report;
    }

    void apply(UpstreamDraft upstream, ProxyPass to, Scope scope, Directive pass) {
        if (!to.tls()) {
            return;
        }
        Directive verify = scope.one("proxy_ssl_verify");
        boolean verified = verify != null && verify.argument(0).equals("on");
        List<String> trust = new ArrayList<>();
        Directive trusted = scope.one("proxy_ssl_trusted_certificate");
        if (trusted != null && verified) {
            trust.add(file(trusted));
            report.translated(trusted, "upstreams." + upstream.name() + ".tls.trust");
        } else if (trusted != null) {
            report.left(trusted, "means nothing without proxy_ssl_verify on");
        }
        if (verify != null) {
            report.translated(verify, "upstreams." + upstream.name() + ".tls.verify");
        }
        if (!verified) {
            report.finding(
                    verify == null ? pass : verify,
                    (verify == null
                                    ? "NGINX verifies no upstream unless proxy_ssl_verify is on"
                                    : "nobody verifies who answers")
                            + ": whoever stands between can read and change all of it. Give upstreams."
                            + upstream.name()
                            + ".tls a trust: FILE and remove verify: false");
        }
        upstream.speakTls(verified, trust, serverName(scope, upstream, verified ? to.to() : null));
    }

    private @Nullable String serverName(Scope scope, UpstreamDraft upstream, @Nullable String host) {
        Directive name = scope.one("proxy_ssl_name");
        if (name == null) {
            return host == null || isAddressOf(host, upstream) ? null : usable(host);
        }
        String written = usable(name.argument(0));
        if (written == null) {
            report.left(name, "the gateway sends the host of the address, or a fixed name");
        } else {
            report.translated(name, "upstreams." + upstream.name() + ".tls.server-name");
        }
        return written;
    }

    /** Whether {@code host} is an address, or the name that is called anyway, so that nothing needs to be said. */
    private static boolean isAddressOf(String host, UpstreamDraft upstream) {
        return host.indexOf(':') >= 0
                || AccessRules.network(host) != null
                || host.equals(upstream.addresses().get(0).replaceAll(":[0-9]+$", ""));
    }

    private static @Nullable String usable(String name) {
        return name.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?") ? name : null;
    }

    /** A file that a directive names; relative names are meant from the folder of the configuration. */
    static String file(Directive directive) {
        try {
            return Path.of(directive.place().file())
                    .toAbsolutePath()
                    .resolveSibling(directive.argument(0))
                    .normalize()
                    .toString();
        } catch (InvalidPathException e) {
            return directive.argument(0);
        }
    }
}
