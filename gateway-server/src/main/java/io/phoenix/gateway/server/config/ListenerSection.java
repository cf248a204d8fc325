package io.phoenix.gateway.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code listeners}. */
final class ListenerSection {
    static final String EXAMPLE = "[{ name: http, address: 0.0.0.0:80 }]";

    private final Names names;
    private final List<Placed<HostPort>> addresses = new ArrayList<>();
    private final Set<Integer> tlsPorts = new HashSet<>();
    private final List<Placed<Integer>> redirects = new ArrayList<>();
    private final List<ListenerConfig> listeners = new ArrayList<>();
    private final boolean hasCertificates;
    private final boolean hasTrustedProxies;

    ListenerSection(Names names, boolean hasCertificates, boolean hasTrustedProxies) {
        this.names = names;
        this.hasCertificates = hasCertificates;
        this.hasTrustedProxies = hasTrustedProxies;
    }

    List<ListenerConfig> read(Value value) {
        value.someItems("a list, like " + EXAMPLE).forEach(this::readOne);
        redirects.forEach(this::checkRedirect);
        return listeners;
    }

    /** Where the gateway will listen, for the checks against other sections. */
    List<Placed<HostPort>> addresses() {
        return addresses;
    }

    private void readOne(Value value) {
        Fields fields = Fields.of(value, "a section, like { name: http, address: 0.0.0.0:80 }");
        if (fields == null) {
            return;
        }
        Value name = fields.required("name", "http");
        Value address = fields.required("address", "0.0.0.0:80");
        boolean tls = fields.flag("tls", false);
        Value redirect = fields.optional("redirect-to-https");
        boolean proxyProtocol = fields.flag("proxy-protocol", false);
        boolean reusePort = fields.flag("reuse-port", false);
        fields.reportUnknown();

        String text = name == null ? null : name.text("a name, like http");
        if (name != null && text != null) {
            names.declare(text, name);
        }
        HostPort hostPort = address == null ? null : Addresses.hostPort(address, "0.0.0.0:80", 0);
        if (address != null && hostPort != null) {
            takeAddress(new Placed<>(hostPort, address));
            if (tls) {
                tlsPorts.add(hostPort.port());
            }
        }
        Integer port = redirect == null ? null : redirect.number(1, 65535);
        if (redirect != null && port != null && !tls) {
            redirects.add(new Placed<>(port, redirect));
        }
        if (tls && redirect != null) {
            redirect.error("a listener with tls: true is https already; remove this or the tls");
        }
        if (tls && !hasCertificates) {
            fields.at("tls")
                    .error(
                            "needs certificates, but there is no tls section; add, for example, tls: { directory: /ssl }");
        }
        if (proxyProtocol && !hasTrustedProxies) {
            fields.at("proxy-protocol")
                    .error("needs trusted-proxies, from which alone it is taken; add, for example, trusted-proxies:"
                            + " [10.0.0.7]");
        }
        if (text != null && hostPort != null) {
            listeners.add(new ListenerConfig(text, hostPort, tls, port, proxyProtocol, reusePort));
        }
    }

    private void takeAddress(Placed<HostPort> address) {
        for (Placed<HostPort> earlier : addresses) {
            if (Addresses.collide(earlier.value(), address.value())) {
                address.place()
                        .error(address.value() + " is already taken by "
                                + earlier.place().path() + " (" + earlier.value() + ") on line "
                                + earlier.place().line());
                return;
            }
        }
        addresses.add(address);
    }

    /** A warning only: the port may be forwarded to one of ours by something in front. */
    private void checkRedirect(Placed<Integer> redirect) {
        if (!tlsPorts.contains(redirect.value())) {
            redirect.place().warning("no listener here has tls: true on port " + redirect.value());
        }
    }
}
