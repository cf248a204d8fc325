package io.phoenix.gateway.provisioner.reading;

import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Place;
import io.phoenix.gateway.provisioner.finding.Severity;
import java.util.List;
import java.util.Set;

/**
 * What the provisioner wants to know of a gateway's configuration; the gateway's own check judges the rest.
 *
 * @param file the name that findings show
 * @param hosts the names and addresses that the gateway answers to
 * @param files the files and directories that it reads and writes
 */
public record GatewayFile(
        String file, Set<String> hosts, Set<String> files, List<Address> addresses, Findings findings) {
    public GatewayFile {
        hosts = Set.copyOf(hosts);
        files = Set.copyOf(files);
        addresses = List.copyOf(addresses);
    }

    /**
     * The address of an upstream.
     *
     * @param path such as {@code upstreams.qdrant.address}
     */
    public record Address(Place place, String path, String host, int port) {}

    /** Adds a warning about an upstream. */
    public void warn(Address address, String message) {
        findings.add(new Finding(Severity.WARNING, file, address.place(), address.path(), message));
    }
}
