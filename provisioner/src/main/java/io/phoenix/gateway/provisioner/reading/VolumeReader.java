package io.phoenix.gateway.provisioner.reading;

import io.phoenix.gateway.provisioner.desired.Access;
import io.phoenix.gateway.provisioner.desired.Mount;
import io.phoenix.gateway.provisioner.desired.Owner;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the volumes of the hypervisor file, those that are in order. */
final class VolumeReader {
    /** Where the operator's file has the host's firewall by mistake. */
    private static final String NO_VOLUME = "firewall";

    private final String mountBase;

    private VolumeReader(String mountBase) {
        this.mountBase = mountBase;
    }

    static SortedMap<String, Volume> read(Document document) {
        Section root = Section.of(document, JsonPath.ROOT);
        VolumeReader reader = new VolumeReader(root.text("mount_point_base", "/mnt/pve"));
        Section volumes = root.section("shared_volumes");
        SortedMap<String, Volume> read = new TreeMap<>();
        for (String name : volumes.keys()) {
            Section volume = volumes.section(name);
            if (volume.isSound() && !name.equals(NO_VOLUME)) {
                read.put(name, reader.volume(name, volume));
            }
        }
        return read;
    }

    private Volume volume(String name, Section volume) {
        String hostPath = volume.text("host_path", "");
        String required = volume.text("required_mount");
        Section mounts = volume.section("mounts");
        Access access = access(name, volume.text("access"));
        List<Mount> read = new ArrayList<>();
        for (String container : mounts.keys()) {
            read.add(new Mount(Integer.parseInt(container), mounts.text(container, ""), access));
        }
        return new Volume(
                name,
                hostPath,
                kind(volume.text("kind", VolumeKind.DIRECTORY.word())),
                required == null ? datasetMount(hostPath) : required,
                owner(volume.text("owner", "container_root")),
                volume.text("mode", "0750"),
                bytes(volume.text("quota")),
                read);
    }

    private static VolumeKind kind(String word) {
        return Arrays.stream(VolumeKind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Long bytes(@Nullable String size) {
        if (size == null) {
            return null;
        }
        int unit = "KMGT".indexOf(size.charAt(size.length() - 1)) + 1;
        return Long.parseLong(size.substring(0, size.length() - 1)) << (10 * unit);
    }

    private static Access access(String name, @Nullable String word) {
        if (word == null) {
            // Nothing that serves models or certificates has to write them; whoever fills the store says rw.
            return name.equals("ssl_certs") || name.endsWith("_models") ? Access.READ_ONLY : Access.READ_WRITE;
        }
        return word.equals("ro") ? Access.READ_ONLY : Access.READ_WRITE;
    }

    private static Owner owner(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? Owner.CONTAINER_ROOT
                : new Owner(Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    /** The mount point of the dataset that {@code hostPath} is on, or null if it is not below the base. */
    private @Nullable String datasetMount(String hostPath) {
        if (!hostPath.startsWith(mountBase + "/")) {
            return null;
        }
        String[] below = hostPath.substring(mountBase.length() + 1).split("/", -1);
        return below.length < 2 ? null : mountBase + "/" + below[0] + "/" + below[1];
    }
}
