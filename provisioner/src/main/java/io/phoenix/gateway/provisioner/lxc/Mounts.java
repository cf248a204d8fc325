package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.host.MountPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The directories and devices of the host that a container's file shows it. */
final class Mounts {
    private Mounts() {}

    /** Directories by path in the container; their index is their place among them. */
    static SortedMap<String, MountPoint> directories(ConfigText text) {
        SortedMap<String, MountPoint> directories = new TreeMap<>();
        int index = 0;
        for (String line : text.values(MountEntry.KEY)) {
            MountEntry entry = MountEntry.of(line);
            if (entry != null && entry.isDirectory()) {
                directories.put(entry.path(), new MountPoint(index++, entry.source(), entry.path(), entry.access()));
            }
        }
        return directories;
    }

    static Set<String> devices(ConfigText text) {
        Set<String> devices = new TreeSet<>();
        for (String line : text.values(MountEntry.KEY)) {
            MountEntry entry = MountEntry.of(line);
            if (entry != null && entry.isDevice()) {
                devices.add(entry.source());
            }
        }
        return devices;
    }

    static ConfigText with(ConfigText text, MountPoint mount) {
        String line = MountEntry.directory(mount.hostPath(), mount.path(), mount.access())
                .line();
        List<String> lines = new ArrayList<>(text.values(MountEntry.KEY));
        int place = placeOf(mount.path(), lines);
        if (place < 0) {
            lines.add(line);
        } else {
            lines.set(place, line);
        }
        return text.withAll(MountEntry.KEY, lines);
    }

    static ConfigText without(ConfigText text, String path) {
        List<String> lines = new ArrayList<>(text.values(MountEntry.KEY));
        int place = placeOf(path, lines);
        if (place >= 0) {
            lines.remove(place);
        }
        return text.withAll(MountEntry.KEY, lines);
    }

    private static int placeOf(String path, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            MountEntry entry = MountEntry.of(lines.get(i));
            if (entry != null && entry.isDirectory() && entry.path().equals(path)) {
                return i;
            }
        }
        return -1;
    }

    static ConfigText withDevices(ConfigText text, List<String> paths, Cgroup cgroup) throws IOException {
        List<String> lines = new ArrayList<>(text.values(MountEntry.KEY));
        List<String> allowed = new ArrayList<>(text.values(cgroup.devicesKey()));
        Set<String> there = devices(text);
        for (String path : paths) {
            String rule = DeviceNode.at(Path.of(path)).rule();
            if (!allowed.contains(rule)) {
                allowed.add(rule);
            }
            if (!there.contains(path)) {
                lines.add(MountEntry.device(path).line());
            }
        }
        return text.withAll(cgroup.devicesKey(), allowed).withAll(MountEntry.KEY, lines);
    }
}
