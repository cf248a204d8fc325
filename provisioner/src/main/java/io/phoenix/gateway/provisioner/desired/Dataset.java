package io.phoenix.gateway.provisioner.desired;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ZFS dataset.
 *
 * @param properties ZFS's, such as {@code quota=400G}, in the order of the file
 * @param content what Proxmox keeps in it; empty if that is not told
 */
public record Dataset(String pool, String name, Map<String, String> properties, List<String> content) {
    public Dataset {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        content = List.copyOf(content);
    }

    /** As ZFS calls it: {@code quickOS/lxc-disks}. */
    public String fullName() {
        return pool + "/" + name;
    }

    /** As Proxmox calls its storage: {@code quickOS-lxc-disks}. */
    public String storageId() {
        return pool + "-" + name;
    }
}
