package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.plan.Scope;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that looks at the host. */
final class HostOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "What has the containers. Default: what the host has.")
    private @Nullable String backend;

    @Option(
            names = "--state",
            paramLabel = "DIRECTORY",
            defaultValue = "/var/lib/phoenix-provision",
            description = "Where the journal and the lock are. Default: ${DEFAULT-VALUE}.")
    private Path state = Path.of("");

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: ids of containers, which bring their volumes, and names of volumes.")
    private List<String> only = List.of();

    @Nullable
    String backend() {
        return backend;
    }

    Path state() {
        return state;
    }

    /** What is looked at; a name that the files do not have is wrong usage. */
    Scope scope(Desired desired) {
        Set<Integer> containers = new HashSet<>();
        Set<String> volumes = new HashSet<>();
        for (String name : only) {
            if (name.matches("[0-9]{3,9}") && desired.containers().containsKey(Integer.valueOf(name))) {
                containers.add(Integer.valueOf(name));
            } else if (desired.volumes().containsKey(name)) {
                volumes.add(name);
            } else {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--only: the files have neither a container nor a volume " + name);
            }
        }
        return new Scope(containers, volumes);
    }
}
