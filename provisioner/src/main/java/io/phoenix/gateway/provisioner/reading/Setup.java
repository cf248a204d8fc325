package io.phoenix.gateway.provisioner.reading;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.HostSetup;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.json.Document;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What could be read of the operator's files, beside the files themselves, so that checks can tell places.
 *
 * @param host null if it could not be read
 * @param volumes those that are in order
 * @param containers those that are in order
 * @param gateway null if no gateway's configuration was given, or it could not be read
 */
public record Setup(
        Document hypervisorFile,
        Document containersFile,
        @Nullable HostSetup host,
        SortedMap<String, Volume> volumes,
        SortedMap<Integer, Container> containers,
        @Nullable GatewayFile gateway) {

    /** Holds both files against their schemas, adds what is found to their findings, and reads what is in order. */
    public static Setup read(Document hypervisorFile, Document containersFile, @Nullable GatewayFile gateway) {
        Schemas.HYPERVISOR.check(hypervisorFile);
        Schemas.CONTAINERS.check(containersFile);
        return new Setup(
                hypervisorFile,
                containersFile,
                HostReader.read(hypervisorFile),
                VolumeReader.read(hypervisorFile),
                ContainerReader.read(containersFile),
                gateway);
    }

    /** What the files ask for; null if they have an error, since half of a wish is not what was wished for. */
    public @Nullable Desired desired() {
        boolean isWhole = hypervisorFile.findings().count(Severity.ERROR) == 0;
        return host != null && isWhole ? new Desired(host, volumes, containers) : null;
    }
}
