package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Dataset;
import io.phoenix.gateway.provisioner.desired.HostSetup;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.NearestKey;
import io.phoenix.gateway.provisioner.json.Quoted;
import io.phoenix.gateway.provisioner.json.Section;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.List;

/** What the rest of the hypervisor file says of datasets, of addresses and of Portainer. */
final class HostChecks {
    private final Setup setup;
    private final Document file;

    HostChecks(Setup setup) {
        this.setup = setup;
        this.file = setup.hypervisorFile();
    }

    void run() {
        HostSetup host = setup.host();
        if (host == null) {
            return;
        }
        bridge(host);
        // A dataset with a slip in it would be missed by what follows, and has been told of.
        if (!file.hasErrorBelow(JsonPath.of("zfs"))) {
            mountBase(host);
            references(host);
        }
        setup.containers().values().stream()
                .filter(container -> container.portainerRole().equals("server"))
                .forEach(this::portainer);
    }

    private void references(HostSetup host) {
        List<String> datasets = host.datasets().stream().map(Dataset::fullName).toList();
        List<String> storages = host.datasets().stream().map(Dataset::storageId).toList();
        for (Section share : Section.of(file, JsonPath.of("samba")).sections("shares")) {
            refersTo(share, "path", datasets, "no dataset of zfs.datasets");
        }
        Section ids = Section.of(file, JsonPath.of("proxmox_storage_ids"));
        for (String key : ids.keys()) {
            refersTo(ids, key, storages, "the storage of no dataset (they are called POOL-DATASET)");
        }
        refersTo(
                Section.of(file, JsonPath.of("proxmox_defaults")),
                "zfs_lxc_pool",
                datasets,
                "no dataset of zfs.datasets");
    }

    private void bridge(HostSetup host) {
        JsonPath bridge = JsonPath.of("network", "interfaces");
        if (!host.address().isForMachine()) {
            file.error(bridge.key("address"), host.address() + " is the address of a network, not of a machine");
        }
        if (!host.address().contains(host.gateway())) {
            file.error(bridge.key("gateway"), host.gateway() + " is not in the network of " + host.address());
        } else if (host.gateway().equals(host.address().address())) {
            file.error(bridge.key("gateway"), "is the host's own address");
        }
    }

    /** ZFS mounts at /POOL/DATASET; upstream made the directories below /mnt/pve on the root disk instead. */
    private void mountBase(HostSetup host) {
        boolean mountsNothing = host.datasets().stream()
                .noneMatch(dataset ->
                        dataset.properties().getOrDefault("mountpoint", "").startsWith(host.mountBase() + "/"));
        if (mountsNothing && !host.datasets().isEmpty()) {
            file.warn(
                    JsonPath.of("mount_point_base"),
                    "no dataset says that it is mounted below " + host.mountBase()
                            + ", and ZFS mounts one at /POOL/DATASET: what is written there fills the root disk; give"
                            + " the datasets of volumes a property mountpoint=" + host.mountBase() + "/POOL/DATASET");
        }
    }

    private void refersTo(Section section, String key, List<String> known, String not) {
        String text = section.text(key);
        if (text != null && !known.contains(text)) {
            file.warn(section.path().key(key), Quoted.of(text) + " is " + not + NearestKey.hint(text, known));
        }
    }

    private void portainer(Container server) {
        JsonPath path = JsonPath.of("network", "portainer_server_ip");
        String told = Section.of(file, JsonPath.of("network")).text("portainer_server_ip");
        String real = server.network().address().address().toString();
        if (told != null && !told.equals(real)) {
            file.warn(path, "is " + told + ", but the Portainer server, container " + server.id() + ", has " + real);
        }
    }
}
