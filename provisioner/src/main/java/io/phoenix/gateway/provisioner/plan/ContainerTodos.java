package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.host.ContainerBackend.Aspect;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one container needs once it exists, in order. Of a clone that is still to be made everything is asked for: what
 * it has from its source is left out when its turn comes.
 */
final class ContainerTodos {
    private final Desired desired;
    private final Observed observed;
    private final Policy policy;
    private final Set<String> unfitVolumes;
    private final Draft draft;
    private final List<Todo> todos = new ArrayList<>();

    ContainerTodos(Desired desired, Observed observed, Policy policy, Set<String> unfitVolumes, Draft draft) {
        this.desired = desired;
        this.observed = observed;
        this.policy = policy;
        this.unfitVolumes = unfitVolumes;
        this.draft = draft;
    }

    /** All of it; {@code now} is null for one that is still to be made. */
    List<Todo> of(Container wish, @Nullable ObservedContainer now) {
        if (now != null) {
            unchangeable(wish, now);
        }
        values(wish, now);
        rootDisk(wish, now);
        devices(wish, now);
        snapshot(wish, now);
        mounts(wish, now);
        if (now != null) {
            undeclared(wish, now);
        }
        rawLines(wish, now);
        return todos;
    }

    private void unchangeable(Container wish, ObservedContainer now) {
        if (wish.unprivileged() != now.isUnprivileged()) {
            manual(
                    wish,
                    "is " + (wish.unprivileged() ? "privileged" : "unprivileged")
                            + ", which cannot be changed: back it up and restore it otherwise");
        }
        if (!wish.rootDisk().storage().equals(now.rootDisk().storage())) {
            manual(
                    wish,
                    "its root disk is on " + now.rootDisk().storage() + " and is to be on "
                            + wish.rootDisk().storage() + "; move it, while the container is stopped");
        }
        if (now.rootDisk().sizeGb() > wish.rootDisk().sizeGb()) {
            manual(
                    wish,
                    "its root disk has " + now.rootDisk().sizeGb() + " GiB and never shrinks to "
                            + wish.rootDisk().sizeGb());
        }
    }

    private void manual(Container wish, String message) {
        draft.notice(Notice.Reason.MANUAL, Names.container(wish.id()), message);
    }

    private void values(Container wish, @Nullable ObservedContainer now) {
        Values before = now == null ? Values.NONE : now.values();
        Values lacking = Wishes.values(wish).lackingIn(before);
        List<Values> parts = now != null && now.isRunning()
                ? List.of(ValueParts.of(lacking, this::isLive), ValueParts.of(lacking, aspect -> !isLive(aspect)))
                : List.of(lacking);
        boolean isFirst = true;
        for (Values part : parts) {
            if (!part.equals(Values.NONE)) {
                todos.add(new Todo(
                        new ContainerChange.SetValues(wish.id(), part),
                        Step.Sign.CHANGE,
                        ValueParts.differences(part, before),
                        isFirst && hasNothingPending(now)));
            }
            isFirst = false;
        }
    }

    private boolean isLive(Aspect aspect) {
        return observed.live().contains(aspect);
    }

    /** What is live by rights is not where the host has already put off something of it. */
    private static boolean hasNothingPending(@Nullable ObservedContainer now) {
        return now == null || now.pending().isEmpty();
    }

    private void add(
            ContainerChange change,
            @Nullable ObservedContainer now,
            Aspect aspect,
            String what,
            String before,
            String after) {
        if (!change.isDone(now)) {
            Step.Sign sign = after.isEmpty() ? Step.Sign.REMOVE : before.isEmpty() ? Step.Sign.ADD : Step.Sign.CHANGE;
            List<Step.Difference> difference = List.of(new Step.Difference(what, before, after));
            todos.add(new Todo(change, sign, difference, isLive(aspect) && hasNothingPending(now)));
        }
    }

    private void rootDisk(Container wish, @Nullable ObservedContainer now) {
        int size = wish.rootDisk().sizeGb();
        add(
                new ContainerChange.GrowRootDisk(wish.id(), size),
                now,
                Aspect.ROOT_DISK,
                "root disk",
                now == null ? "" : now.rootDisk().sizeGb() + " GiB",
                size + " GiB");
    }

    private void devices(Container wish, @Nullable ObservedContainer now) {
        List<String> wanted = new ArrayList<>(Wishes.devices(wish));
        if (now != null) {
            wanted.removeAll(now.devices());
        }
        List<String> absent = wanted.stream()
                .filter(device -> !observed.devices().contains(device))
                .toList();
        if (!absent.isEmpty()) {
            draft.notice(
                    Notice.Reason.BLOCKED,
                    Names.container(wish.id()),
                    "gets no GPU: the host has no " + String.join(", ", absent) + "; is the driver loaded?");
        } else if (!wanted.isEmpty()) {
            add(
                    new ContainerChange.AddDevices(wish.id(), wanted),
                    now,
                    Aspect.DEVICES,
                    "devices",
                    "",
                    String.join(", ", wanted));
        }
    }

    private void snapshot(Container wish, @Nullable ObservedContainer now) {
        String name = wish.templateSnapshot();
        if (name == null) {
            return;
        }
        // Of one that runs it would be a snapshot of half-written files.
        ContainerChange change = new ContainerChange.TakeSnapshot(wish.id(), name);
        if (!change.isDone(now)) {
            List<Step.Difference> difference = List.of(new Step.Difference("snapshot", "", name));
            todos.add(new Todo(change, Step.Sign.ADD, difference, false));
        }
    }

    private void mounts(Container wish, @Nullable ObservedContainer now) {
        for (Desired.VolumeMount at : desired.mountsOf(wish.id())) {
            if (unfitVolumes.contains(at.volume().name())) {
                continue;
            }
            MountPoint mount = MountPoint.of(
                    at.volume().hostPath(), at.mount().path(), at.mount().access());
            MountPoint there = now == null ? null : now.mounts().get(mount.path());
            add(
                    new ContainerChange.SetMount(wish.id(), mount),
                    now,
                    there == null ? Aspect.NEW_MOUNT : Aspect.CHANGED_MOUNT,
                    "mount " + mount.path(),
                    there == null ? "" : described(there),
                    described(mount));
        }
    }

    private static String described(MountPoint mount) {
        return "from " + mount.hostPath() + " (" + mount.access().word() + ")";
    }

    private void undeclared(Container wish, ObservedContainer now) {
        Set<String> declared = new HashSet<>();
        desired.mountsOf(wish.id()).forEach(at -> declared.add(at.mount().path()));
        for (MountPoint mount : now.mounts().values()) {
            if (declared.contains(mount.path()) || !policy.history().hasAdded(wish.id(), mount)) {
                continue;
            }
            if (policy.prunes(wish.id(), mount)) {
                add(
                        new ContainerChange.RemoveMount(wish.id(), mount),
                        now,
                        Aspect.CHANGED_MOUNT,
                        "mount " + mount.path(),
                        described(mount),
                        "");
            } else {
                draft.notice(
                        Notice.Reason.UNDECLARED,
                        Names.container(wish.id()),
                        "the mount " + mount.path() + " of " + mount.hostPath()
                                + " was added by us and is no longer in the files; --prune removes it");
            }
        }
    }

    private void rawLines(Container wish, @Nullable ObservedContainer now) {
        Map<String, String> lacking = new TreeMap<>(wish.rawLines());
        if (now != null) {
            lacking.entrySet().removeAll(now.raw().entrySet());
        }
        if (!lacking.isEmpty()) {
            add(
                    new ContainerChange.SetRawLines(wish.id(), lacking),
                    now,
                    Aspect.RAW_LINES,
                    "lines",
                    now == null ? "" : told(lacking.keySet(), now.raw()),
                    told(lacking.keySet(), lacking));
        }
    }

    private static String told(Set<String> keys, Map<String, String> lines) {
        return keys.stream()
                .filter(lines::containsKey)
                .map(key -> key + "=" + lines.get(key))
                .collect(Collectors.joining(", "));
    }
}
