package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.desired.Access;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.host.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes as arguments of {@code pct}, with what the container has beside them. */
final class Arguments {
    private Arguments() {}

    /** Without mounts: they would be there while the system is unpacked, and be written to. */
    static List<String> create(ContainerChange.Create change) {
        List<String> arguments = new ArrayList<>(List.of("create", Integer.toString(change.id()), change.tarball()));
        RootDisk disk = change.rootDisk();
        arguments.addAll(List.of("--rootfs", disk.storage() + ":" + disk.sizeGb()));
        arguments.addAll(List.of("--unprivileged", change.isUnprivileged() ? "1" : "0", "--tags", Reading.TAG));
        arguments.addAll(values(change.values(), Map.of()));
        return arguments;
    }

    static List<String> copy(ContainerChange.Clone change) {
        List<String> arguments = new ArrayList<>(
                List.of("clone", Integer.toString(change.source()), Integer.toString(change.id()), "--full", "1"));
        arguments.addAll(List.of("--storage", change.storage(), "--hostname", change.hostname()));
        arguments.addAll(List.of("--description", Reading.MARK));
        if (change.snapshot() != null) {
            arguments.addAll(List.of("--snapname", change.snapshot()));
        }
        return arguments;
    }

    /** @throws IOException if something that is not ours to change is mounted there */
    static List<String> mount(ContainerChange.SetMount change, Map<String, String> now) throws IOException {
        MountPoint mount = change.mount();
        String key = Indexes.mountAt(now, mount.path());
        if (key != null && !Options.of(now.get(key)).first().startsWith("/")) {
            throw new IOException(key + " of the container " + change.id() + ", at " + mount.path()
                    + ", is a volume of a storage, which is left alone");
        }
        String at = key == null ? Indexes.free(now, "mp") : key;
        Options options = Options.of(now.get(at)).withFirst(mount.hostPath()).with("mp", mount.path());
        if (mount.access() == Access.READ_ONLY) {
            options.with("ro", "1");
        } else {
            options.without("ro");
        }
        return List.of("--" + at, options.toString());
    }

    static List<String> devices(ContainerChange.AddDevices change, Map<String, String> now) {
        Map<String, String> taken = new HashMap<>(now);
        List<String> arguments = new ArrayList<>();
        for (String path : change.paths()) {
            String key = Indexes.free(taken, "dev");
            taken.put(key, path);
            arguments.addAll(List.of("--" + key, path + ",mode=0666"));
        }
        return arguments;
    }

    /** @param now what the container's file says, by key; empty for one that does not exist */
    static List<String> values(Values values, Map<String, String> now) {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--hostname", values.hostname());
        add(arguments, "--cores", values.cores());
        add(arguments, "--memory", values.memoryMb());
        add(arguments, "--swap", values.swapMb());
        Network network = values.network();
        if (network != null) {
            String card = Reading.card(now);
            add(arguments, "--" + card, card(network, Options.of(now.get(card))));
        }
        if (!values.features().isEmpty()) {
            Options features = Options.of(now.get("features"));
            values.features().forEach(features::with);
            add(arguments, "--features", features);
        }
        if (values.startAtBoot() != null) {
            add(arguments, "--onboot", values.startAtBoot() ? 1 : 0);
        }
        Values.Startup startup = values.startup();
        if (startup != null) {
            Options options = Options.of("order=" + startup.order());
            String down = Options.of(now.get("startup")).get("down");
            if (startup.upSeconds() != null) {
                options.with("up", startup.upSeconds().toString());
            }
            add(arguments, "--startup", down == null ? options : options.with("down", down));
        }
        return arguments;
    }

    /** The MAC stays if none is asked for: another one would be another machine to the network. */
    private static Options card(Network network, Options now) {
        now.with("name", network.name())
                .with("bridge", network.bridge())
                .with("ip", network.address().toString())
                .with("gw", network.gateway().toString());
        return network.mac() == null ? now : now.with("hwaddr", network.mac());
    }

    private static void add(List<String> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.add(name);
            arguments.add(value.toString());
        }
    }
}
