package io.phoenix.gateway.provisioner;

import com.fasterxml.jackson.core.JsonGenerator;
import io.phoenix.gateway.provisioner.desired.Access;
import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.desired.Port;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.plan.Scope;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for and what there is, for programs: in each entry {@code desired} and {@code observed}, as far as
 * there are such.
 */
final class ShownJson {
    private static final int VERSION = 1;

    private final JsonGenerator json;
    private final Desired desired;
    private final @Nullable HostView host;

    private ShownJson(JsonGenerator json, Desired desired, @Nullable HostView host) {
        this.json = json;
        this.desired = desired;
        this.host = host;
    }

    /** That of what is in {@code scope}; without a host there is nothing of what there is. */
    static String of(Desired desired, Scope scope, @Nullable HostView host) {
        return VersionedJson.of(VERSION, json -> new ShownJson(json, desired, host).write(scope));
    }

    private void write(Scope scope) throws IOException {
        if (host != null) {
            json.writeStringField("backend", host.backend());
        }
        json.writeArrayFieldStart("containers");
        for (Container container : desired.containers().values()) {
            if (scope.has(container.id())) {
                container(container.id(), container, host == null ? null : host.container(container.id()));
            }
        }
        if (host != null) {
            for (ObservedContainer now : host.undeclared(desired)) {
                container(now.id(), null, now);
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("volumes");
        for (Volume volume : desired.volumes().values()) {
            if (scope.has(volume)) {
                volume(volume);
            }
        }
        json.writeEndArray();
    }

    private void container(int id, @Nullable Container wish, @Nullable ObservedContainer now) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", id);
        if (host != null) {
            view(host.state(id), host.differences(id));
        }
        if (wish != null) {
            desired(wish);
        }
        if (now != null) {
            observed(now);
        }
        json.writeEndObject();
    }

    private void view(String state, Collection<String> differences) throws IOException {
        json.writeStringField("state", state);
        json.writeArrayFieldStart("differs");
        for (String word : differences) {
            json.writeString(word);
        }
        json.writeEndArray();
    }

    private void desired(Container wish) throws IOException {
        json.writeObjectFieldStart("desired");
        values(wish.hostname(), wish.cores(), wish.memoryMb(), wish.swapMb(), wish.network(), wish.rootDisk());
        json.writeBooleanField("unprivileged", wish.unprivileged());
        json.writeStringField("made_from", String.valueOf(wish.source()));
        numbers("gpus", wish.gpus());
        numbers("ports", wish.ports().stream().map(Port::outside).toList());
        json.writeArrayFieldStart("mounts");
        for (Desired.VolumeMount at : desired.mountsOf(wish.id())) {
            mount(at.mount().path(), at.volume().hostPath(), at.mount().access());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void observed(ObservedContainer now) throws IOException {
        json.writeObjectFieldStart("observed");
        values(
                now.values().hostname(),
                now.values().cores(),
                now.values().memoryMb(),
                now.values().swapMb(),
                now.values().network(),
                now.rootDisk());
        json.writeBooleanField("unprivileged", now.isUnprivileged());
        json.writeBooleanField("owned", now.isOwned());
        text("lock", now.lock());
        json.writeArrayFieldStart("mounts");
        for (MountPoint mount : now.mounts().values()) {
            mount(mount.path(), mount.hostPath(), mount.access());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void values(
            @Nullable String name,
            @Nullable Integer cores,
            @Nullable Long memory,
            @Nullable Long swap,
            @Nullable Network network,
            RootDisk disk)
            throws IOException {
        text("name", name);
        text("address", network == null ? null : network.address().toString());
        number("cores", cores);
        number("memory_mb", memory);
        number("swap_mb", swap);
        json.writeStringField("storage", disk.storage());
        json.writeNumberField("disk_gb", disk.sizeGb());
    }

    private void volume(Volume wish) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", wish.name());
        if (host != null) {
            view(host.state(wish), host.differences(wish));
        }
        json.writeObjectFieldStart("desired");
        json.writeStringField("path", wish.hostPath());
        json.writeStringField("kind", wish.kind().word());
        text("required_mount", wish.requiredMount());
        json.writeStringField("owner", wish.owner().toString());
        json.writeStringField("mode", wish.mode());
        number("quota_bytes", wish.quotaBytes());
        json.writeEndObject();
        ObservedVolume now = host == null ? null : host.volume(wish);
        if (now != null) {
            json.writeObjectFieldStart("observed");
            text("kind", now.kind() == null ? null : now.kind().word());
            json.writeStringField("mount_point", now.mountPoint());
            if (now.exists()) {
                json.writeNumberField("host_uid", now.uid());
                json.writeNumberField("host_gid", now.gid());
                json.writeStringField("mode", now.mode());
            }
            number("quota_bytes", now.quotaBytes());
            text("obstacle", now.obstacle());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void mount(String path, String hostPath, Access access) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", path);
        json.writeStringField("host_path", hostPath);
        json.writeStringField("access", access.word());
        json.writeEndObject();
    }

    private void numbers(String name, Collection<Integer> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        for (int number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    private void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private void number(String name, @Nullable Number value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value.longValue());
        }
    }
}
