package io.phoenix.gateway.provisioner.lxc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A running container's file, without what is not in force; and what is in force without standing there. Whoever edits
 * the file of a running container changes nothing till its next start, and whoever changes its cgroup changes nothing
 * for longer: either way it is not as its file says, and must not be taken for it.
 *
 * @param text the lines that are in force, with all that is not looked at
 * @param pending what the next start changes, by key
 */
record Agreement(ConfigText text, SortedMap<String, String> pending) {
    private static final List<String> LOOKED_AT = List.of(
            PlainValues.HOSTNAME,
            PlainValues.NET + "type",
            PlainValues.NET + "link",
            PlainValues.NET + "name",
            PlainValues.NET + "hwaddr",
            PlainValues.NET + "ipv4.address",
            PlainValues.NET + "ipv4.gateway",
            PlainValues.NESTING);

    static Agreement of(int id, ConfigText file, LxcPrograms programs, Cgroup cgroup)
            throws IOException, InterruptedException {
        List<String> keys = new ArrayList<>(LOOKED_AT);
        file.keys().stream()
                .filter(key -> key.startsWith("lxc.prlimit."))
                .distinct()
                .forEach(keys::add);
        List<String> asked = new ArrayList<>(keys);
        asked.add(MountEntry.KEY);
        ConfigText inForce = programs.inForce(id, asked);

        ConfigText agreed = file;
        SortedMap<String, String> pending = new TreeMap<>();
        for (String key : keys) {
            String written = file.value(key);
            if (written != null && !written.equals(inForce.value(key))) {
                agreed = agreed.with(key, null);
                pending.put(key, written);
            }
        }
        agreed = mounts(agreed, inForce, pending);
        return new Agreement(limits(id, agreed, programs, cgroup), pending);
    }

    private static ConfigText mounts(ConfigText file, ConfigText inForce, SortedMap<String, String> pending) {
        List<String> written = file.values(MountEntry.KEY);
        List<String> there = inForce.values(MountEntry.KEY);
        List<String> both = written.stream().filter(there::contains).toList();
        List<String> onlyWritten =
                written.stream().filter(line -> !there.contains(line)).toList();
        boolean isOneGone = there.stream().anyMatch(line -> !written.contains(line) && isDirectory(line));
        if (!onlyWritten.isEmpty() || isOneGone) {
            pending.put(MountEntry.KEY, String.join("; ", onlyWritten));
        }
        return file.withAll(MountEntry.KEY, both);
    }

    private static boolean isDirectory(String line) {
        MountEntry entry = MountEntry.of(line);
        return entry != null && entry.isDirectory();
    }

    /** Limits are not pending: setting them again puts them in force. */
    private static ConfigText limits(int id, ConfigText file, LxcPrograms programs, Cgroup cgroup)
            throws IOException, InterruptedException {
        ConfigText inForce = ConfigText.of("");
        for (String setting : cgroup.settings()) {
            if (file.value(cgroup.key(setting)) != null) {
                inForce = inForce.with(cgroup.key(setting), programs.cgroup(id, setting));
            }
        }
        PlainValues values = new PlainValues(cgroup);
        Limits written = values.limits(file);
        Limits there = values.limits(inForce);
        ConfigText agreed = file;
        for (String setting : cgroup.settingsThatDiffer(written, there)) {
            agreed = agreed.with(cgroup.key(setting), null);
        }
        return agreed;
    }
}
