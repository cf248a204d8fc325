package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.Port;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.Values;
import io.phoenix.gateway.provisioner.plan.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for, for people: one table of containers and one of volumes. With a host, the state of each and what
 * differs stand behind its name, and a value that is another there behind the one that is asked for.
 */
final class ShownTables {
    private final Desired desired;
    private final Scope scope;
    private final @Nullable HostView host;

    private ShownTables(Desired desired, Scope scope, @Nullable HostView host) {
        this.desired = desired;
        this.scope = scope;
        this.host = host;
    }

    /** Those of what is in {@code scope}. */
    static String of(Desired desired, Scope scope, @Nullable HostView host) {
        ShownTables tables = new ShownTables(desired, scope, host);
        return tables.containers() + "\n" + tables.volumes();
    }

    private Table containers() {
        Table table = table("CT", "NAME", "ADDRESS", "CORES", "MEMORY", "DISK", "MADE FROM", "GPUS", "PORTS", "MOUNTS");
        desired.containers().values().stream()
                .filter(container -> scope.has(container.id()))
                .forEach(container -> table.row(container(container)));
        if (host != null) {
            host.undeclared(desired).forEach(now -> table.row(undeclared(host, now)));
        }
        return table;
    }

    private Table volumes() {
        Table table = table("VOLUME", "DIRECTORY", "MUST BE MOUNTED", "OWNER", "MODE", "CONTAINERS");
        desired.volumes().values().stream().filter(scope::has).forEach(volume -> table.row(volume(volume)));
        return table;
    }

    /** With the columns of the host behind the first. */
    private Table table(String first, String... others) {
        List<String> titles = new ArrayList<>(List.of(first));
        titles.addAll(host == null ? List.of() : List.of("STATE", "DIFFERS"));
        titles.addAll(Arrays.asList(others));
        return new Table(titles.toArray(String[]::new));
    }

    private String[] container(Container container) {
        int id = container.id();
        List<String> row = new ArrayList<>(List.of(Integer.toString(id)));
        if (host != null) {
            row.addAll(List.of(host.state(id), joined(host.differences(id))));
        }
        ObservedContainer now = host == null ? null : host.container(id);
        Values is = now == null ? Values.NONE : now.values();
        row.add(beside(container.hostname(), is.hostname()));
        row.add(beside(container.network().address(), address(is)));
        row.add(beside(container.cores(), is.cores()));
        row.add(beside(mebibytes(container.memoryMb()), is.memoryMb() == null ? null : mebibytes(is.memoryMb())));
        row.add(beside(
                container.rootDisk().sizeGb() + " GiB",
                now == null ? null : now.rootDisk().sizeGb() + " GiB"));
        row.add(String.valueOf(container.source()));
        row.add(joined(container.gpus()));
        row.add(joined(container.ports().stream().map(Port::outside).toList()));
        row.add(joined(desired.mountsOf(id).stream()
                .map(at -> at.mount().path() + " (" + at.mount().access().word() + ")"
                        + (now == null || now.mounts().containsKey(at.mount().path()) ? "" : " (missing)"))
                .toList()));
        return row.toArray(String[]::new);
    }

    private static String[] undeclared(HostView host, ObservedContainer now) {
        Values is = now.values();
        return new String[] {
            Integer.toString(now.id()),
            host.state(now.id()),
            joined(host.differences(now.id())),
            orNone(is.hostname()),
            orNone(address(is)),
            orNone(is.cores()),
            is.memoryMb() == null ? "-" : mebibytes(is.memoryMb()),
            now.rootDisk().sizeGb() + " GiB",
            "-",
            "-",
            "-",
            joined(now.mounts().values().stream()
                    .map(mount -> mount.path() + " (" + mount.access().word() + ")")
                    .toList())
        };
    }

    private String[] volume(Volume volume) {
        List<String> row = new ArrayList<>(List.of(volume.name()));
        String owner = volume.owner().toString();
        String mode = volume.mode();
        if (host != null) {
            row.addAll(List.of(host.state(volume), joined(host.differences(volume))));
            ObservedVolume now = host.volume(volume);
            owner += now.exists() ? " (host " + now.uid() + ":" + now.gid() + ")" : "";
            mode = beside(mode, now.exists() ? now.mode() : null);
        }
        row.add(volume.hostPath());
        row.add(volume.requiredMount() == null ? "-" : volume.requiredMount());
        row.add(owner);
        row.add(mode);
        row.add(joined(volume.mounts().stream()
                .map(mount -> mount.container() + ":" + mount.path())
                .toList()));
        return row.toArray(String[]::new);
    }

    private static String beside(Object wish, @Nullable Object now) {
        return now == null || now.equals(wish) ? wish.toString() : wish + " (is " + now + ")";
    }

    private static @Nullable Object address(Values values) {
        return values.network() == null ? null : values.network().address();
    }

    private static String mebibytes(long number) {
        return number + " MiB";
    }

    private static String orNone(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }

    private static String joined(Collection<?> values) {
        return values.isEmpty() ? "-" : values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
