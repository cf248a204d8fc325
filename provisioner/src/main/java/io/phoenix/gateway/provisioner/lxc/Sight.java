package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.host.ObservedContainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a container's file amounts to. */
final class Sight {
    /** What stands elsewhere in what is observed, or is LXC's own affair. */
    private static final List<String> NOT_RAW = List.of(
            "phoenix.",
            "lxc.include",
            "lxc.rootfs.",
            "lxc.idmap",
            "lxc.uts.name",
            "lxc.net.",
            "lxc.mount.",
            "lxc.start.",
            PlainValues.NESTING);

    private final PlainValues plainValues;

    Sight(PlainValues plainValues) {
        this.plainValues = plainValues;
    }

    ObservedContainer of(int id, boolean isRunning, ConfigFile file, Agreement agreement, List<String> snapshots) {
        ConfigText text = agreement.text();
        IdRange ids = IdRange.in(text);
        return new ObservedContainer(
                id,
                isRunning,
                Marks.isOwned(text),
                false,
                false,
                ids != null,
                ids == null ? 0 : ids.first(),
                plainValues.in(text),
                Marks.rootDisk(text),
                Mounts.directories(text),
                List.of(),
                Mounts.devices(text),
                raw(text),
                snapshots,
                null,
                agreement.pending(),
                file.digest());
    }

    private static Map<String, String> raw(ConfigText text) {
        Map<String, String> raw = new HashMap<>();
        for (String key : text.keys()) {
            String value = text.value(key);
            if (value != null && NOT_RAW.stream().noneMatch(key::startsWith)) {
                raw.put(key, value);
            }
        }
        return raw;
    }
}
