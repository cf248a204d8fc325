package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.HostCommands;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.pct.PctContainers;
import io.phoenix.gateway.provisioner.storage.DirectoryVolumes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The host that the program runs on: Proxmox, if it has {@code pct}. */
final class ThisHost implements Hosts {
    private final CommandRunner commands = new HostCommands();

    @Override
    public Host open(@Nullable String backend) throws IOException {
        return new Host(containers(backend), Map.of(VolumeKind.DIRECTORY, new DirectoryVolumes()));
    }

    private ContainerBackend containers(@Nullable String backend) throws IOException {
        String name = backend == null ? "pct" : backend;
        if (!name.equals("pct")) {
            throw new IOException("there is no backend " + name + "; there is pct");
        }
        if (!has("pct")) {
            throw new IOException("this host has no pct, so it is no Proxmox host");
        }
        return new PctContainers(commands);
    }

    private static boolean has(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(path)
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
