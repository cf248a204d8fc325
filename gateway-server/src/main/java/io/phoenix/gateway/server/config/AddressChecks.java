package io.phoenix.gateway.server.config;

import java.util.List;

/**
 * Checks between the addresses of different sections: nothing may be bound twice, and nothing forwarded to ourselves.
 */
final class AddressChecks {
    private final List<String> hosts;
    private final List<Placed<HostPort>> listeners;

    AddressChecks(List<String> hosts, List<Placed<HostPort>> listeners) {
        this.hosts = hosts;
        this.listeners = listeners;
    }

    void checkAdmin(Placed<HostPort> admin) {
        HostPort address = admin.value();
        for (Placed<HostPort> listener : listeners) {
            if (address.port() != 0 && listener.value().port() == address.port()) {
                admin.place()
                        .error("port " + address.port() + " is already taken by "
                                + listener.place().path() + " on line "
                                + listener.place().line());
            }
        }
        if (!Addresses.isLoopback(address.host())) {
            admin.place()
                    .warning(address.host() + " lets other machines see metrics and routes, which ask for no key;"
                            + " 127.0.0.1:" + address.port() + " does not");
        }
    }

    /** An upstream that is the gateway itself would send every request round and round. */
    void checkLoop(Placed<HostPort> upstream) {
        for (Placed<HostPort> listener : listeners) {
            if (reaches(upstream.value(), listener.value())) {
                upstream.place()
                        .error(upstream.value() + " is the gateway itself ("
                                + listener.place().path() + " on line "
                                + listener.place().line() + "), so requests would go round in a loop");
                return;
            }
        }
    }

    private boolean reaches(HostPort upstream, HostPort listener) {
        if (upstream.port() != listener.port()) {
            return false;
        }
        String host = upstream.host();
        if (Addresses.isWildcard(listener.host())) {
            return hosts.contains(host) || Addresses.isLoopback(host) || Addresses.isWildcard(host);
        }
        boolean ourName = hosts.contains(host) && !Addresses.isLiteral(host);
        boolean localName = host.equals("localhost") || listener.host().equals("localhost");
        return host.equals(listener.host())
                || (localName && Addresses.isLoopback(host) && Addresses.isLoopback(listener.host()))
                || (Addresses.isWildcard(host) && Addresses.isLoopback(listener.host()))
                || (ourName && !Addresses.isLoopback(listener.host()));
    }
}
