package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Cidr;
import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Firewall;
import io.phoenix.gateway.provisioner.desired.Firewall.Direction;
import io.phoenix.gateway.provisioner.desired.HostSetup;
import io.phoenix.gateway.provisioner.desired.Ipv4;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.Quoted;
import io.phoenix.gateway.provisioner.reading.GatewayFile;
import io.phoenix.gateway.provisioner.reading.GatewayFile.Address;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.Optional;
import java.util.Set;

/** Whether the gateway's upstreams lead to containers that exist, that listen there, and that let the gateway in. */
final class GatewayChecks {
    private static final String DOTTED = "[0-9]{1,3}(\\.[0-9]{1,3}){3}";

    private final Setup setup;

    GatewayChecks(Setup setup) {
        this.setup = setup;
    }

    void run() {
        GatewayFile gateway = setup.gateway();
        if (gateway == null) {
            return;
        }
        Optional<Container> own = setup.containers().values().stream()
                .filter(container -> gateway.hosts().contains(address(container)))
                .findFirst();
        for (Address upstream : gateway.addresses()) {
            container(upstream)
                    .ifPresentOrElse(
                            container -> {
                                listens(gateway, upstream, container);
                                own.ifPresent(door -> letsIn(gateway, upstream, container, door));
                            },
                            () -> unknown(gateway, upstream));
        }
    }

    private Optional<Container> container(Address upstream) {
        return setup.containers().values().stream()
                .filter(container -> address(container).equals(upstream.host()))
                .findFirst();
    }

    private static String address(Container container) {
        return container.network().address().address().toString();
    }

    private void unknown(GatewayFile gateway, Address upstream) {
        HostSetup host = setup.host();
        // One with an error would be missed here, and has been told of.
        if (setup.containersFile().hasErrorBelow(JsonPath.of("lxc_configs"))) {
            return;
        }
        boolean isInSubnet = host != null
                && host.subnet() != null
                && upstream.host().matches(DOTTED)
                && host.subnet().contains(Ipv4.of(upstream.host()));
        if (isInSubnet) {
            gateway.warn(upstream, "no container has the address " + Quoted.line(upstream.host()));
        }
    }

    private static void listens(GatewayFile gateway, Address upstream, Container container) {
        Set<Integer> ports = PortChecks.of(container);
        if (!ports.contains(upstream.port())) {
            gateway.warn(
                    upstream,
                    "leads to the port " + upstream.port() + " of the container " + container.id() + ", which "
                            + (ports.isEmpty() ? "listens on nothing" : "listens on " + ports));
        }
    }

    private static void letsIn(GatewayFile gateway, Address upstream, Container container, Container door) {
        Firewall firewall = container.firewall();
        if (firewall == null || !firewall.enabled()) {
            return;
        }
        boolean passes = firewall.rules().stream().anyMatch(rule -> isFor(rule, upstream.port(), address(door)));
        if (!passes) {
            gateway.warn(
                    upstream,
                    "no rule of the firewall of the container " + container.id() + " lets " + address(door)
                            + " reach the port " + upstream.port());
        }
    }

    private static boolean isFor(Firewall.Rule rule, int port, String source) {
        return rule.direction() == Direction.IN
                && rule.action().equals("ACCEPT")
                && (rule.port() == null || rule.port() == port)
                && (rule.source() == null || isAmong(rule.source(), source));
    }

    /** Rules may name an address or a network; what else Proxmox knows, such as aliases, is taken to fit. */
    private static boolean isAmong(String named, String address) {
        if (named.matches(DOTTED + "/([12]?[0-9]|3[0-2])")) {
            return Cidr.of(named).contains(Ipv4.of(address));
        }
        return !named.matches(DOTTED) || named.equals(address);
    }
}
