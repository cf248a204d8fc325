package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.desired.Access;
import io.phoenix.gateway.provisioner.desired.Cidr;
import io.phoenix.gateway.provisioner.desired.Ipv4;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one container's file into what is observed of it, with Proxmox's defaults filled in. */
final class Reading {
    /** The tag by which a container is ours. */
    static final String TAG = "phoenix";

    /** The same in the description of a clone, which cannot be given a tag while it is made. */
    static final String MARK = "phoenix-provision";

    private static final long DEFAULT_ID_OFFSET = 100_000;
    private static final long DEFAULT_MEMORY_MB = 512;
    private static final Pattern MOUNT = Pattern.compile("mp([0-9]+)");
    private static final Pattern SIZE = Pattern.compile("([0-9]+)([KMGT]?)");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final int id;
    private final ConfFile conf;
    private final Map<String, String> values;

    private Reading(int id, ConfFile conf) {
        this.id = id;
        this.conf = conf;
        this.values = conf.values();
    }

    static ObservedContainer of(int id, ConfFile conf, boolean isRunning) {
        return new Reading(id, conf).observed(isRunning);
    }

    private ObservedContainer observed(boolean isRunning) {
        return new ObservedContainer(
                id,
                isRunning,
                isOwned(),
                isOn("template"),
                isOn("protection"),
                isOn("unprivileged"),
                idOffset(),
                values(),
                rootDisk(),
                mounts(),
                storageVolumes(),
                devices(),
                raw(),
                conf.snapshots(),
                values.get("lock"),
                isRunning ? conf.pending() : Collections.emptySortedMap(),
                conf.digest());
    }

    private boolean isOn(String key) {
        return "1".equals(values.get(key));
    }

    private boolean isOwned() {
        return tags(values).contains(TAG) || conf.description().contains(MARK);
    }

    static List<String> tags(Map<String, String> values) {
        return Arrays.stream(values.getOrDefault("tags", "").split("[;, ]", -1))
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    /** Proxmox's own, unless the file has an id map. */
    private long idOffset() {
        for (String map : conf.idMaps()) {
            String[] parts = map.split("\\s+", -1);
            if (parts.length == 4 && parts[0].equals("u") && parts[1].equals("0")) {
                return Long.parseLong(parts[2]);
            }
        }
        return isOn("unprivileged") ? DEFAULT_ID_OFFSET : 0;
    }

    private Values values() {
        String cores = values.get("cores");
        return new Values(
                values.getOrDefault("hostname", "CT" + id),
                cores == null ? null : Integer.valueOf(cores),
                number("memory", DEFAULT_MEMORY_MB),
                number("swap", DEFAULT_MEMORY_MB),
                network(),
                features(),
                isOn("onboot"),
                startup());
    }

    private long number(String key, long otherwise) {
        String text = values.get(key);
        return text == null ? otherwise : Long.parseLong(text);
    }

    /** The key of the network card that the files mean: the first. */
    static String card(Map<String, String> values) {
        return values.keySet().stream()
                .filter(key -> key.matches("net[0-9]+"))
                .min((a, b) -> Integer.compare(Integer.parseInt(a.substring(3)), Integer.parseInt(b.substring(3))))
                .orElse("net0");
    }

    /** Null for a card without a static address, which no file asks for. */
    private @Nullable Network network() {
        Options card = Options.of(values.get(card(values)));
        String ip = card.get("ip");
        String gateway = card.get("gw");
        if (ip == null
                || gateway == null
                || !ip.contains("/")
                || !IPV4.matcher(gateway).matches()) {
            return null;
        }
        String mac = card.get("hwaddr");
        return new Network(
                String.valueOf(card.get("name")),
                String.valueOf(card.get("bridge")),
                Cidr.of(ip),
                Ipv4.of(gateway),
                mac == null ? null : mac.toUpperCase(Locale.ROOT));
    }

    private SortedMap<String, String> features() {
        SortedMap<String, String> features = new TreeMap<>();
        List.of("nesting", "keyctl", "fuse", "mknod", "force_rw_sys").forEach(name -> features.put(name, "0"));
        features.putAll(Options.of(values.get("features")).all());
        return features;
    }

    private Values.@Nullable Startup startup() {
        Options startup = Options.of(values.get("startup"));
        String order = startup.get("order") == null ? startup.first() : startup.get("order");
        String up = startup.get("up");
        return order == null || order.isEmpty()
                ? null
                : new Values.Startup(Integer.parseInt(order), up == null ? null : Integer.valueOf(up));
    }

    private RootDisk rootDisk() {
        Options disk = Options.of(values.get("rootfs"));
        String volume = disk.first();
        int colon = volume.indexOf(':');
        return new RootDisk(colon < 0 ? volume : volume.substring(0, colon), gibibytes(disk.get("size")));
    }

    private static int gibibytes(@Nullable String size) {
        Matcher matcher = SIZE.matcher(size == null ? "" : size);
        if (!matcher.matches()) {
            return 0;
        }
        int shift = " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2)) * 10;
        return Math.toIntExact((Long.parseLong(matcher.group(1)) << shift) >> 30);
    }

    private SortedMap<String, MountPoint> mounts() {
        SortedMap<String, MountPoint> mounts = new TreeMap<>();
        values.forEach((key, value) -> {
            Matcher number = MOUNT.matcher(key);
            Options mount = Options.of(value);
            String path = mount.get("mp");
            if (number.matches() && path != null && mount.first().startsWith("/")) {
                Access access = mount.isOn("ro") ? Access.READ_ONLY : Access.READ_WRITE;
                mounts.put(path, new MountPoint(Integer.parseInt(number.group(1)), mount.first(), path, access));
            }
        });
        return mounts;
    }

    private List<String> storageVolumes() {
        List<String> volumes = new ArrayList<>();
        for (Map<String, String> section : List.of(values, conf.pending())) {
            section.forEach((key, value) -> {
                String volume = Options.of(value).first();
                boolean isVolume = MOUNT.matcher(key).matches() || key.matches("unused[0-9]+");
                if (isVolume && !volume.startsWith("/") && !volumes.contains(volume)) {
                    volumes.add(volume);
                }
            });
        }
        return volumes;
    }

    private Set<String> devices() {
        Set<String> devices = new HashSet<>();
        values.forEach((key, value) -> {
            if (key.matches("dev[0-9]+")) {
                Options device = Options.of(value);
                String path = device.get("path");
                devices.add(path == null ? device.first() : path);
            }
        });
        for (String entry : conf.mountEntries()) {
            String source = entry.split("\\s+", -1)[0];
            if (source.startsWith("/dev/")) {
                devices.add(source);
            }
        }
        return devices;
    }

    private Map<String, String> raw() {
        Map<String, String> raw = new HashMap<>(values);
        raw.keySet().removeIf(key -> !key.startsWith("lxc.prlimit."));
        return raw;
    }
}
