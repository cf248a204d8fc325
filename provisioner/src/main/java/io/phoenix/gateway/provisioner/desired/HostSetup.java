package io.phoenix.gateway.provisioner.desired;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The host that the containers run on.
 *
 * @param bridge the name of the bridge that containers are on
 * @param address the host's own on that bridge
 * @param subnet where containers should have their addresses, or null
 * @param mountBase the directory below which datasets are mounted
 * @param configDirectory where the operator's files are, or null if that is not told
 * @param firewall the host's own, or null if the file says nothing of one
 */
public record HostSetup(
        String bridge,
        Cidr address,
        Ipv4 gateway,
        @Nullable Cidr subnet,
        String mountBase,
        @Nullable String configDirectory,
        List<Pool> pools,
        List<Dataset> datasets,
        @Nullable HostFirewall firewall) {
    public HostSetup {
        pools = List.copyOf(pools);
        datasets = List.copyOf(datasets);
    }
}
