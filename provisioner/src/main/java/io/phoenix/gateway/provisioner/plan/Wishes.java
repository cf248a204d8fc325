package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Boot;
import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.host.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a container of the files means in the words of a host. */
public final class Wishes {
    /** What Proxmox takes as features; others were warned of when the files were read. */
    private static final List<String> FEATURES = List.of("nesting", "keyctl", "fuse", "mknod", "force_rw_sys", "mount");

    private Wishes() {}

    /** Its values; those that the file does not tell are null. */
    static Values values(Container container) {
        return new Values(
                container.hostname(),
                container.cores(),
                container.memoryMb(),
                container.swapMb(),
                container.network(),
                features(container),
                container.boot().start(),
                startup(container.boot()));
    }

    private static SortedMap<String, String> features(Container container) {
        SortedMap<String, String> features = new TreeMap<>();
        if (container.features().contains("docker")) {
            // Docker mounts proc and sys for each of its containers, which needs it.
            features.put("nesting", "1");
        }
        for (String option : container.options()) {
            String[] parts = option.split("=", 2);
            if (FEATURES.contains(parts[0])) {
                features.put(parts[0], parts.length == 1 ? "1" : parts[1]);
            }
        }
        return features;
    }

    private static Values.@Nullable Startup startup(Boot boot) {
        return boot.order() == null ? null : new Values.Startup(boot.order(), boot.delay());
    }

    /**
     * The devices of the host that it must have: those of its GPUs, and those that the driver's library opens for any.
     */
    public static List<String> devices(Container container) {
        List<String> devices = new ArrayList<>();
        container.gpus().forEach(gpu -> devices.add("/dev/nvidia" + gpu));
        if (!devices.isEmpty()) {
            devices.add("/dev/nvidiactl");
            devices.add("/dev/nvidia-uvm");
        }
        return devices;
    }

    /** Whether the container is to run; a template never does, and one that the host is not to start need not. */
    static boolean runs(Container container) {
        return !container.isTemplate() && !Boolean.FALSE.equals(container.boot().start());
    }
}
