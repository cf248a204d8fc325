package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.desired.RootDisk;

/** What LXC itself has no keys for: whose a container is, and the disk that it was made with. */
final class Marks {
    private static final String OWNED = "phoenix.owned";
    private static final String STORAGE = "phoenix.storage";
    private static final String SIZE_GB = "phoenix.size-gb";

    private Marks() {}

    static ConfigText owned(ConfigText text) {
        return text.with(OWNED, "yes");
    }

    static boolean isOwned(ConfigText text) {
        return "yes".equals(text.value(OWNED));
    }

    static ConfigText with(ConfigText text, RootDisk disk) {
        return withSize(text.with(STORAGE, disk.storage()), disk.sizeGb());
    }

    static ConfigText withSize(ConfigText text, int sizeGb) {
        return text.with(SIZE_GB, Integer.toString(sizeGb));
    }

    /** As it was told when the container was made; no name and no size if nobody told. */
    static RootDisk rootDisk(ConfigText text) {
        String storage = text.value(STORAGE);
        String size = text.value(SIZE_GB);
        return new RootDisk(
                storage == null ? "" : storage, size == null || !size.matches("\\d{1,6}") ? 0 : Integer.parseInt(size));
    }
}
