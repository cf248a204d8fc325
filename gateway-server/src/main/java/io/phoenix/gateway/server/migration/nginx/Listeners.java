package io.phoenix.gateway.server.migration.nginx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The addresses that the servers listen on, each with its servers. */
final class Listeners {

    private static final Set<String> TLS_PORTS = Set.of("443", "8443");
    private static final int PLAIN_PORT = 80;

    private final ImportReport report;
    private final Map<String, ListenerDraft> byAddress = new LinkedHashMap<>();

    Listeners(ImportReport report) {
        this.report = report;
    }

    /** Takes in what {@code server} listens on; the listeners of it. */
    List<ListenerDraft> add(Directive server) {
        List<ListenerDraft> all = new ArrayList<>();
        for (Directive listen : server.all("listen")) {
            ListenerDraft listener = read(server, listen);
            if (listener != null) {
                all.add(listener);
            }
        }
        if (server.all("listen").isEmpty()) {
            report.finding(server, "this server has no listen, so NGINX serves it on port 80 (8000 without root)");
            ListenerDraft listener = at("0.0.0.0", PLAIN_PORT, server);
            listener.addServer(server, false);
            all.add(listener);
        }
        for (Directive ssl : server.all("ssl")) {
            boolean on = ssl.argument(0).equals("on");
            report.finding(ssl, "ssl was removed in NGINX 1.25; it is a word of listen now");
            report.translated(ssl, on ? "listeners speak TLS" : "listeners speak clear text");
            all.forEach(listener -> {
                if (on) {
                    listener.speakTls();
                }
            });
        }
        return all;
    }

    private @Nullable ListenerDraft read(Directive server, Directive listen) {
        String written = listen.argument(0);
        String address = written.matches("[0-9]{1,5}")
                ? HostText.withPort("0.0.0.0:" + written, PLAIN_PORT)
                : HostText.withPort(written.replaceFirst("^\\*(?=:|$)", "0.0.0.0"), PLAIN_PORT);
        if (address == null) {
            report.left(
                    listen,
                    written.startsWith("unix:")
                            ? "the gateway listens on no Unix sockets"
                            : "\"" + written + "\" is neither an address nor a port");
            return null;
        }
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).toLowerCase(Locale.ROOT);
        int port = Integer.parseInt(address.substring(colon + 1));
        List<String> words = listen.arguments();
        if (words.contains("quic")) {
            report.left(listen, "the gateway does not speak HTTP/3");
            return null;
        }
        ListenerDraft listener = at(host, port, listen);
        listener.addServer(server, words.contains("default_server") || words.contains("default"));
        listener.expectProxyProtocol(listener.expectsProxyProtocol() || words.contains("proxy_protocol"));
        if (words.contains("ssl")) {
            listener.speakTls();
        }
        report.translated(listen, "listeners: " + host + ":" + port + (listener.isTls() ? " with TLS" : ""));
        findings(server, listen, words, String.valueOf(port));
        return listener;
    }

    private void findings(Directive server, Directive listen, List<String> words, String port) {
        if (words.contains("http2")) {
            report.finding(
                    listen, "http2 as a word of listen is deprecated since NGINX 1.25.1; here HTTP/2 is always spoken");
        }
        if (words.contains("spdy")) {
            report.finding(listen, "spdy is gone since NGINX 1.9.5; here HTTP/2 is always spoken");
        }
        boolean hasCertificate = !server.all("ssl_certificate").isEmpty();
        if (TLS_PORTS.contains(port)
                && hasCertificate
                && !words.contains("ssl")
                && server.all("ssl").isEmpty()) {
            report.finding(
                    listen,
                    "has certificates but not the word ssl, so NGINX speaks clear text on " + port
                            + "; so does the new configuration: add tls: true if that is not meant");
        }
    }

    private ListenerDraft at(String host, int port, Directive listen) {
        return byAddress.computeIfAbsent(host + ":" + port, a -> new ListenerDraft(host, port, listen));
    }

    /** Takes the PROXY protocol away where the addresses that may speak it are not known. */
    void requireKnownProxies(SharedSettings shared) {
        for (ListenerDraft listener : byAddress.values()) {
            if (listener.expectsProxyProtocol() && shared.proxies().isEmpty()) {
                listener.expectProxyProtocol(false);
                report.left(
                        listener.listen(),
                        "proxy_protocol is believed from trusted-proxies only, and no set_real_ip_from names any; add"
                                + " them and proxy-protocol: true");
            }
        }
    }

    /** All listeners, by the addresses as they were written. */
    List<ListenerDraft> all() {
        return List.copyOf(byAddress.values());
    }

    /** All listeners that can be opened side by side: one for every address takes in the others of its port. */
    List<ListenerDraft> distinct() {
        Map<Integer, ListenerDraft> everywhere = new LinkedHashMap<>();
        for (ListenerDraft listener : byAddress.values()) {
            if (listener.isWildcard()) {
                everywhere.merge(
                        listener.port(), listener, (old, now) -> now.host().equals("[::]") ? now : old);
            }
        }
        List<ListenerDraft> distinct = new ArrayList<>();
        for (ListenerDraft listener : byAddress.values()) {
            ListenerDraft taking = everywhere.getOrDefault(listener.port(), listener);
            if (taking != listener) {
                taking.absorb(listener);
            }
            if (!distinct.contains(taking)) {
                distinct.add(taking);
            }
        }
        return distinct;
    }
}
