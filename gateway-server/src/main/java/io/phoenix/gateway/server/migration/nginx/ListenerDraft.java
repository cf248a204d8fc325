package io.phoenix.gateway.server.migration.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listener of the new configuration, of all servers that listen on its address. */
final class ListenerDraft {

    private final String host;
    private final int port;
    private final Directive listen;
    private final List<Directive> servers = new ArrayList<>();
    private @Nullable Directive defaultServer;
    private boolean tls;
    private boolean proxyProtocol;
    private @Nullable Integer redirect;

    ListenerDraft(String host, int port, Directive listen) {
        this.host = host;
        this.port = port;
        this.listen = listen;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** What asks for it: the first {@code listen}, or a server that has none. */
    Directive listen() {
        return listen;
    }

    void addServer(Directive server, boolean asDefault) {
        servers.add(server);
        if (asDefault) {
            defaultServer = server;
        }
    }

    List<Directive> servers() {
        return servers;
    }

    /** Whether a {@code default_server} names the one that gets what no name claims. */
    boolean hasExplicitDefault() {
        return defaultServer != null;
    }

    /** The server that gets what no name claims: the named one, else the first. */
    Directive defaultServer() {
        return defaultServer != null ? defaultServer : servers.get(0);
    }

    void speakTls() {
        tls = true;
    }

    boolean isTls() {
        return tls;
    }

    void expectProxyProtocol(boolean expected) {
        proxyProtocol = expected;
    }

    boolean expectsProxyProtocol() {
        return proxyProtocol;
    }

    void redirectToHttps(int toPort) {
        redirect = toPort;
    }

    /** Stands for {@code other} too, since both cannot be opened. */
    void absorb(ListenerDraft other) {
        tls |= other.tls;
        proxyProtocol |= other.proxyProtocol;
        redirect = Objects.equals(redirect, other.redirect) ? redirect : null;
    }

    boolean isWildcard() {
        return host.equals("0.0.0.0") || host.equals("[::]");
    }

    /** Writes it as an item of {@code listeners}. */
    void write(YamlText yaml, String name) {
        yaml.line("  - name: " + name, listen.place().fileAndLine());
        yaml.line("    address: " + YamlText.scalar(host + ":" + port));
        if (tls) {
            yaml.line("    tls: true");
        }
        if (redirect != null && !tls) {
            yaml.line("    redirect-to-https: " + redirect);
        }
        if (proxyProtocol) {
            yaml.line("    proxy-protocol: true");
        }
    }
}
