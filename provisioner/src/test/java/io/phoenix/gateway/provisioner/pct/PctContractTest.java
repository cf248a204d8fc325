package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.ContainerBackendContract;
import io.phoenix.gateway.provisioner.apply.ModelVolumes;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.host.VolumeBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by the backend for Proxmox. */
final class PctContractTest extends ContainerBackendContract {
    @TempDir
    private Path home;

    private PctContainers containers;
    private final ModelVolumes volumes = new ModelVolumes();

    @BeforeEach
    void install() throws IOException {
        containers = new ScriptedPct(home).containers();
    }

    @Override
    protected ContainerBackend containers() {
        return containers;
    }

    @Override
    protected Map<VolumeKind, VolumeBackend> volumes() {
        return volumes.forAll();
    }

    @Override
    protected String tarball() {
        return "local:vztmpl/debian.tar.zst";
    }

    @Override
    protected String volumeRoot() {
        return home.toString();
    }
}
