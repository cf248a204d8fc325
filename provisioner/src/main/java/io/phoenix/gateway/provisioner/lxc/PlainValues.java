package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.desired.Cidr;
import io.phoenix.gateway.provisioner.desired.Ipv4;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.host.Values;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where a container's plain values stand in its file. */
final class PlainValues {
    static final String HOSTNAME = "lxc.uts.name";
    static final String NET = "lxc.net.0.";
    static final String NESTING = "lxc.apparmor.allow_nesting";

    private static final String AUTO = "lxc.start.auto";
    private static final String ORDER = "lxc.start.order";
    private static final String DELAY = "lxc.start.delay";
    private static final String ADDRESS = "(\\d{1,3}\\.){3}\\d{1,3}";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Cgroup cgroup;

    PlainValues(Cgroup cgroup) {
        this.cgroup = cgroup;
    }

    /** The values that a file has, or LXC's own for a container that runs. */
    Values in(ConfigText text) {
        Limits limits = limits(text);
        String order = number(text.value(ORDER));
        String delay = number(text.value(DELAY));
        return new Values(
                text.value(HOSTNAME),
                limits.cores(),
                limits.memoryMb(),
                limits.swapMb(),
                network(text),
                features(text),
                "1".equals(text.value(AUTO)),
                order == null
                        ? null
                        : new Values.Startup(
                                Integer.parseInt(order),
                                delay == null ? null : Integer.valueOf(Integer.parseInt(delay))));
    }

    Limits limits(ConfigText text) {
        return cgroup.limits(setting -> text.value(cgroup.key(setting)));
    }

    /** {@code text} with those of {@code values} that are not null. */
    ConfigText set(ConfigText text, Values values) throws IOException {
        ConfigText changed = text;
        if (values.hostname() != null) {
            changed = changed.with(HOSTNAME, values.hostname());
        }
        for (Map.Entry<String, String> setting :
                cgroup.settings(limits(text, values)).entrySet()) {
            changed = changed.with(cgroup.key(setting.getKey()), setting.getValue());
        }
        if (values.network() != null) {
            changed = set(changed, values.network());
        }
        for (Map.Entry<String, String> feature : values.features().entrySet()) {
            changed = changed.with(key(feature.getKey()), feature.getValue());
        }
        if (values.startAtBoot() != null) {
            changed = changed.with(AUTO, values.startAtBoot() ? "1" : "0");
        }
        Values.Startup startup = values.startup();
        if (startup != null) {
            changed = changed.with(ORDER, Integer.toString(startup.order()));
            changed = changed.with(
                    DELAY,
                    startup.upSeconds() == null ? null : startup.upSeconds().toString());
        }
        return changed;
    }

    /** What is wished for, and what is there where nothing is: with version 1, memory and swap stand in one number. */
    private Limits limits(ConfigText text, Values wish) {
        Limits now = limits(text);
        return new Limits(
                wish.cores() != null ? wish.cores() : now.cores(),
                wish.memoryMb() != null ? wish.memoryMb() : now.memoryMb(),
                wish.swapMb() != null ? wish.swapMb() : now.swapMb());
    }

    private static ConfigText set(ConfigText text, Network network) {
        String mac = network.mac() != null ? network.mac() : text.value(NET + "hwaddr");
        return text.with(NET + "type", "veth")
                .with(NET + "link", network.bridge())
                .with(NET + "flags", "up")
                .with(NET + "name", network.name())
                // Without one, LXC takes another at each start, and neighbours keep the old one for minutes.
                .with(NET + "hwaddr", mac != null ? mac : newMac())
                .with(NET + "ipv4.address", network.address().toString())
                .with(NET + "ipv4.gateway", network.gateway().toString());
    }

    /** One of those that LXC and Xen use. */
    static String newMac() {
        int tail = RANDOM.nextInt(1 << 24);
        return String.format(Locale.ROOT, "00:16:3E:%02X:%02X:%02X", tail >> 16, tail >> 8 & 0xff, tail & 0xff);
    }

    private static String key(String feature) throws IOException {
        if (!feature.equals("nesting")) {
            throw new IOException("plain LXC has no feature " + feature + ", only nesting: take it out of pct_options");
        }
        return NESTING;
    }

    private static SortedMap<String, String> features(ConfigText text) {
        SortedMap<String, String> features = new TreeMap<>();
        String nesting = text.value(NESTING);
        if (nesting != null) {
            features.put("nesting", nesting);
        }
        return features;
    }

    private static @Nullable Network network(ConfigText text) {
        String name = text.value(NET + "name");
        String bridge = text.value(NET + "link");
        String address = text.value(NET + "ipv4.address");
        String gateway = text.value(NET + "ipv4.gateway");
        String mac = text.value(NET + "hwaddr");
        // LXC allows a broadcast address after the first one.
        String first = address == null ? "" : address.split("\\s+", -1)[0];
        if (name == null
                || bridge == null
                || !first.matches(ADDRESS + "/\\d{1,2}")
                || gateway == null
                || !gateway.matches(ADDRESS)) {
            return null;
        }
        return new Network(
                name, bridge, Cidr.of(first), Ipv4.of(gateway), mac == null ? null : mac.toUpperCase(Locale.ROOT));
    }

    private static @Nullable String number(@Nullable String text) {
        return text != null && text.matches("\\d{1,9}") ? text : null;
    }
}
