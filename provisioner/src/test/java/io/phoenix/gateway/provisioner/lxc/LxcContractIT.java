package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.ContainerBackendContract;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.host.VolumeBackend;
import io.phoenix.gateway.provisioner.lab.LabHost;
import io.phoenix.gateway.provisioner.lab.Template;
import io.phoenix.gateway.provisioner.storage.DirectoryVolumes;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract, kept with real containers. */
@Tag("host")
final class LxcContractIT extends ContainerBackendContract {
    private static LabHost lab;
    private static Path template;

    @BeforeAll
    static void start() throws Exception {
        lab = LabHost.start();
        template = Template.make(lab.work().resolve("template.tar.gz"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @Override
    protected ContainerBackend containers() {
        return new LxcContainers(lab.runner(), lab.containers());
    }

    @Override
    protected Map<VolumeKind, VolumeBackend> volumes() {
        return Map.of(VolumeKind.DIRECTORY, new DirectoryVolumes());
    }

    @Override
    protected String tarball() {
        return template.toString();
    }

    @Override
    protected String volumeRoot() {
        return lab.work().resolve("pve").toString();
    }
}
