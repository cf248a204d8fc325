package io.phoenix.gateway.provisioner.doctor;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.gatewayconfig.Entrance;
import io.phoenix.gateway.provisioner.gatewayconfig.Service;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at all containers and all ways, one after the other; changes nothing. */
public final class Doctor {
    private static final String CERTIFICATES = "ssl_certs";

    private final Desired desired;
    private final Door door;
    private final @Nullable ContainerBackend backend;

    /** @param backend null on a machine that only reaches the network: then containers are not looked into */
    public Doctor(Desired desired, Door door, @Nullable ContainerBackend backend) {
        this.desired = desired;
        this.door = door;
        this.backend = backend;
    }

    /**
     * All results, container by container and then the gateway.
     *
     * @param trusted certificates, or directories of them, that are trusted beside those of the volume
     * @param entrances the gateway's ports
     * @throws IOException if a certificate that is to be trusted cannot be read
     */
    public List<Result> run(List<Path> trusted, List<Entrance> entrances) throws IOException, InterruptedException {
        CertificateExam certificates = CertificateExam.trusting(withVolume(trusted));
        List<Result> results = new ArrayList<>();
        for (Container container : desired.containers().values()) {
            if (!container.isTemplate()) {
                container(container, certificates, results);
            }
        }
        results.addAll(DoorExam.run(door, entrances, certificates));
        return results;
    }

    private void container(Container container, CertificateExam certificates, List<Result> results)
            throws InterruptedException {
        boolean isGateway = container.id() == door.container().id();
        if (backend != null) {
            results.addAll(ContainerExam.run(desired, container, backend, isGateway));
        }
        for (Service service : door.services()) {
            if (service.container().id() == container.id()) {
                results.addAll(ServiceExam.run(service, door, certificates));
                if (backend != null) {
                    results.add(InsideExam.run(
                            service, backend.inside(door.container().id())));
                }
            }
        }
    }

    /** A self-signed certificate in the volume is one that the operator chose to trust. */
    private List<Path> withVolume(List<Path> trusted) {
        List<Path> all = new ArrayList<>(trusted);
        if (desired.volumes().containsKey(CERTIFICATES)) {
            Path directory = Path.of(desired.volumes().get(CERTIFICATES).hostPath());
            if (Files.isReadable(directory)) {
                all.add(directory);
            }
        }
        return all;
    }
}
