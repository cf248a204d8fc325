package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.HostCommands;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.lxc.LxcContainers;
import io.phoenix.gateway.provisioner.pct.PctContainers;
import io.phoenix.gateway.provisioner.storage.BtrfsVolumes;
import io.phoenix.gateway.provisioner.storage.DirectoryVolumes;
import io.phoenix.gateway.provisioner.storage.ZfsVolumes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The host that the program runs on: Proxmox if it has {@code pct}, else plain LXC if it has that. */
final class ThisHost implements Hosts {
    private final CommandRunner commands = new HostCommands();

    @Override
    public Host open(@Nullable String backend) throws IOException {
        return new Host(
                containers(backend),
                Map.of(
                        VolumeKind.DIRECTORY,
                        new DirectoryVolumes(),
                        VolumeKind.ZFS,
                        new ZfsVolumes(commands),
                        VolumeKind.BTRFS,
                        new BtrfsVolumes(commands)));
    }

    private ContainerBackend containers(@Nullable String backend) throws IOException {
        String name = backend != null ? backend : has("pct") ? "pct" : "lxc";
        return switch (name) {
            case "pct" -> {
                require("pct", "so it is no Proxmox host");
                yield new PctContainers(commands);
            }
            case "lxc" -> {
                require("lxc-start", "so it has no containers: apt-get install lxc uidmap");
                yield new LxcContainers(commands, LxcContainers.USUAL_DIRECTORY);
            }
            default -> throw new IOException("there is no backend " + name + "; there are pct and lxc");
        };
    }

    private static void require(String program, String consequence) throws IOException {
        if (!has(program)) {
            throw new IOException("this host has no " + program + ", " + consequence);
        }
    }

    private static boolean has(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(path)
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
