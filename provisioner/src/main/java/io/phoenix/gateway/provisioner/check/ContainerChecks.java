package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Dataset;
import io.phoenix.gateway.provisioner.desired.Firewall;
import io.phoenix.gateway.provisioner.desired.HostSetup;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.NearestKey;
import io.phoenix.gateway.provisioner.json.Quoted;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a container asks for by itself: features, storage, privileges, firewall, memory. */
final class ContainerChecks {
    private static final List<String> FEATURES = List.of("base_setup", "nvidia", "docker", "vllm");
    private static final List<String> OPTIONS = List.of("nesting", "keyctl", "fuse", "mknod", "force_rw_sys", "mount");

    /** Below it the init system and a service of any language do not fit. */
    private static final int LEAST_USEFUL_MEMORY = 128;

    private final Setup setup;
    private final Document file;

    ContainerChecks(Setup setup) {
        this.setup = setup;
        this.file = setup.containersFile();
    }

    void run() {
        for (Container container : setup.containers().values()) {
            JsonPath path = Paths.container(container.id());
            listed(container.features(), FEATURES, path.key("features"), "no feature that is known");
            listed(container.options(), OPTIONS, path.key("pct_options"), "no feature of Proxmox");
            storage(container, path.key("storage_pool"));
            firewall(container.firewall(), path.key("firewall"));
            if (container.boot().delay() != null && container.boot().order() == null) {
                file.warn(path.key("boot_delay"), "does nothing without boot_order");
            }
            if (!container.unprivileged()) {
                file.warn(path.key("unprivileged"), "root in this container is root on the host");
            }
            if (container.memoryMb() < LEAST_USEFUL_MEMORY) {
                file.warn(path.key("memory_mb"), container.memoryMb() + " MiB are too few for a system to start in");
            }
        }
    }

    private void listed(List<String> given, List<String> known, JsonPath path, String not) {
        for (int i = 0; i < given.size(); i++) {
            String word = given.get(i).split("=", 2)[0];
            if (!known.contains(word)) {
                file.warn(
                        path.index(i),
                        Quoted.of(word) + " is " + not + " (known: " + String.join(", ", known) + "), and is ignored"
                                + NearestKey.hint(word, known));
            } else if (given.indexOf(given.get(i)) < i) {
                file.warn(path.index(i), Quoted.of(word) + " stands in the list twice");
            }
        }
    }

    private void storage(Container container, JsonPath path) {
        HostSetup host = setup.host();
        if (host == null) {
            return;
        }
        String id = container.rootDisk().storage();
        List<String> storages = host.datasets().stream().map(Dataset::storageId).toList();
        Optional<Dataset> dataset = host.datasets().stream()
                .filter(known -> known.storageId().equals(id))
                .findFirst();
        if (dataset.isEmpty()) {
            file.warn(
                    path,
                    Quoted.of(id) + " is the storage of no dataset of the hypervisor file; Proxmox must have it"
                            + NearestKey.hint(id, storages));
        } else if (!dataset.get().content().isEmpty()
                && !dataset.get().content().contains("rootdir")) {
            file.error(
                    path,
                    id + " holds " + String.join(", ", dataset.get().content())
                            + ", and no root disks of containers (rootdir)");
        }
    }

    private void firewall(@Nullable Firewall firewall, JsonPath path) {
        if (firewall == null) {
            return;
        }
        if (firewall.enabled() && firewall.rules().isEmpty()) {
            file.warn(path, "is on without rules: nothing reaches the container where the input policy is DROP");
        }
        for (int i = 0; i < firewall.rules().size(); i++) {
            Integer port = firewall.rules().get(i).port();
            if (port != null && (port < 1 || port > 65535)) {
                file.error(path.key("rules").index(i).key("port"), port + " is no port; they go from 1 to 65535");
            }
        }
    }
}
