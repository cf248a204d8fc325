package io.phoenix.gateway.provisioner.lxc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the host's kernel is told a container's limits. Only the settings of the version that the host has are written
 * and looked at; LXC ignores those of the other.
 *
 * <p>Cores are a share of time and no fixed processors: containers would else crowd on the first ones. A JVM counts its
 * processors by it.
 */
enum Cgroup {
    V1("lxc.cgroup.", "cpu.cfs_quota_us", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes"),
    V2("lxc.cgroup2.", "cpu.max", "memory.max", "memory.swap.max");

    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int PERIOD_US = 100_000;
    private static final long MB = 1 << 20;

    private final String prefix;
    private final String cpu;
    private final String memory;
    private final String swap;

    Cgroup(String prefix, String cpu, String memory, String swap) {
        this.prefix = prefix;
        this.cpu = cpu;
        this.memory = memory;
        this.swap = swap;
    }

    /** That of this host. */
    static Cgroup ofHost() {
        return Files.exists(ROOT.resolve("cgroup.controllers")) ? V2 : V1;
    }

    /** The key of a setting in a container's file. */
    String key(String setting) {
        return prefix + setting;
    }

    /** The key of the devices that are allowed. */
    String devicesKey() {
        return key("devices.allow");
    }

    /** All settings of limits. */
    List<String> settings() {
        return List.of(cpu, memory, swap);
    }

    /** The settings by which these limits are not the same; without that of memory, that of swap may mean nothing. */
    List<String> settingsThatDiffer(Limits a, Limits b) {
        List<String> differing = new ArrayList<>();
        if (!Objects.equals(a.cores(), b.cores())) {
            differing.add(cpu);
        }
        if (!Objects.equals(a.memoryMb(), b.memoryMb())) {
            differing.addAll(List.of(memory, swap));
        } else if (!Objects.equals(a.swapMb(), b.swapMb())) {
            differing.add(swap);
        }
        return differing;
    }

    /** The limits that {@code values}, by setting, amount to. */
    Limits limits(Function<String, @Nullable String> values) {
        Long bytes = bytes(values.apply(memory));
        Long swapBytes = bytes(values.apply(swap));
        if (this == V1 && swapBytes != null) {
            swapBytes = bytes == null ? null : Long.valueOf(swapBytes - bytes);
        }
        return new Limits(cores(values.apply(cpu)), megabytes(bytes), megabytes(swapBytes));
    }

    /** The settings for {@code limits}, in the order in which they may be lowered. */
    Map<String, String> settings(Limits limits) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        if (limits.cores() != null) {
            String quota = Long.toString((long) limits.cores() * PERIOD_US);
            settings.put(cpu, this == V1 ? quota : quota + " " + PERIOD_US);
        }
        if (limits.memoryMb() != null) {
            settings.put(memory, limits.memoryMb() + "M");
            if (limits.swapMb() != null) {
                requireSwapLimit();
                settings.put(swap, (this == V1 ? limits.memoryMb() : 0) + limits.swapMb() + "M");
            }
        }
        return settings;
    }

    /** A container with a setting that the kernel does not know would not start. */
    private void requireSwapLimit() throws IOException {
        if (this == V1 && !Files.exists(ROOT.resolve("memory/" + swap))) {
            throw new IOException("this kernel does not limit swap: boot it with swapaccount=1, or leave swap_mb out");
        }
    }

    private static @Nullable Integer cores(@Nullable String quota) {
        String us = quota == null ? "max" : quota.strip().split("\\s+", -1)[0];
        if (!us.matches("\\d{1,12}") || Long.parseLong(us) % PERIOD_US != 0) {
            return null;
        }
        return (int) (Long.parseLong(us) / PERIOD_US);
    }

    private static @Nullable Long bytes(@Nullable String text) {
        if (text == null || !text.strip().matches("\\d{1,18}[KMGkmg]?")) {
            return null;
        }
        String number = text.strip();
        int shift = " KMG".indexOf(Character.toUpperCase(number.charAt(number.length() - 1)));
        long bytes = shift < 0
                ? Long.parseLong(number)
                : Long.parseLong(number.substring(0, number.length() - 1)) << (10 * shift);
        return bytes;
    }

    private static @Nullable Long megabytes(@Nullable Long bytes) {
        return bytes == null ? null : Long.valueOf(bytes / MB);
    }
}
