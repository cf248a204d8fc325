package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Cidr;
import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.HostSetup;
import io.phoenix.gateway.provisioner.desired.Ipv4;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Addresses, routers, bridges and names: each in its network, and none given to two. */
final class NetworkChecks {
    private final Setup setup;
    private final Document file;
    private final Map<Ipv4, String> ownerOfAddress = new HashMap<>();
    private final Map<String, Integer> ownerOfMac = new HashMap<>();
    private final Map<String, Integer> ownerOfName = new HashMap<>();

    NetworkChecks(Setup setup) {
        this.setup = setup;
        this.file = setup.containersFile();
    }

    void run() {
        HostSetup host = setup.host();
        if (host != null) {
            ownerOfAddress.put(host.gateway(), "the router");
            ownerOfAddress.put(host.address().address(), "the host");
        }
        for (Container container : setup.containers().values()) {
            JsonPath path = Paths.container(container.id());
            alone(container, path);
            inItself(container.network(), path.key("network_config"));
            if (host != null) {
                onHost(host, container.network(), path.key("network_config"));
            }
        }
    }

    private void alone(Container container, JsonPath path) {
        Network network = container.network();
        String other = ownerOfAddress.putIfAbsent(network.address().address(), "the container " + container.id());
        if (other != null) {
            file.error(path.key("network_config").key("ip"), other + " has this address already");
        }
        Integer sameName = ownerOfName.putIfAbsent(container.hostname().toLowerCase(Locale.ROOT), container.id());
        if (sameName != null) {
            file.warn(path.key("name"), "the container " + sameName + " has this name already");
        }
        if (network.mac() != null) {
            Integer sameMac = ownerOfMac.putIfAbsent(network.mac(), container.id());
            if (sameMac != null) {
                file.error(path.key("mac_address"), "the container " + sameMac + " has this MAC address already");
            }
        }
    }

    private void inItself(Network network, JsonPath path) {
        Cidr address = network.address();
        if (!address.isForMachine()) {
            file.error(path.key("ip"), address + " is the address of a network, not of a machine in it");
        }
        if (network.gateway().equals(address.address())) {
            file.error(path.key("gw"), "is the container's own address");
        } else if (!address.contains(network.gateway())) {
            file.error(
                    path.key("gw"),
                    network.gateway() + " is not in the network of " + address + ", so nothing can be sent through it");
        }
    }

    private void onHost(HostSetup host, Network network, JsonPath path) {
        if (!network.bridge().equals(host.bridge())) {
            file.warn(path.key("bridge"), "the hypervisor file knows only the bridge " + host.bridge());
        }
        if (host.subnet() != null && !host.subnet().contains(network.address().address())) {
            file.warn(path.key("ip"), network.address() + " is not in network.default_subnet, " + host.subnet());
        }
    }
}
