package io.phoenix.gateway.provisioner.apply;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.VolumeBackend;
import io.phoenix.gateway.provisioner.plan.Wishes;
import io.phoenix.gateway.provisioner.storage.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A host by its backends.
 *
 * @param volumes by what they make
 */
public record Host(ContainerBackend containers, Map<VolumeKind, VolumeBackend> volumes) {
    /** The volume whose files are looked through for private keys. */
    private static final String CERTIFICATES = "ssl_certs";

    public Host {
        volumes = Map.copyOf(volumes);
    }

    /** Looks at everything that {@code desired} is about; blocks. */
    public Observed observe(Desired desired) throws IOException, InterruptedException {
        SortedMap<String, ObservedVolume> seen = new TreeMap<>();
        for (Volume volume : desired.volumes().values()) {
            ObservedVolume now = volume(volume.hostPath(), volume.kind());
            seen.put(volume.hostPath(), volume.name().equals(CERTIFICATES) ? withKeys(now) : now);
        }
        Set<String> devices = new HashSet<>();
        for (Container container : desired.containers().values()) {
            devices.addAll(Wishes.devices(container));
        }
        devices.removeIf(device -> !Files.exists(Path.of(device)));
        return new Observed(containers.observe(), seen, devices, containers.live(), containers.newIdOffset());
    }

    /** The volume at {@code path}, without its keys. */
    ObservedVolume volume(String path, VolumeKind kind) throws IOException, InterruptedException {
        return backend(kind).observe(path);
    }

    static ObservedVolume withKeys(ObservedVolume now) throws IOException {
        return now.exists() ? now.withKeys(PrivateKeys.in(Path.of(now.path()))) : now;
    }

    VolumeBackend backend(VolumeKind kind) throws IOException {
        VolumeBackend backend = volumes.get(kind);
        if (backend == null) {
            throw new IOException("volumes of the kind " + kind.word() + " cannot be made on this host");
        }
        return backend;
    }
}
