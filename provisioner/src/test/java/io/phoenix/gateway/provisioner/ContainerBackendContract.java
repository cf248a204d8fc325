package io.phoenix.gateway.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phoenix.gateway.provisioner.apply.Executor;
import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.StateDirectory;
import io.phoenix.gateway.provisioner.desired.Access;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.Values;
import io.phoenix.gateway.provisioner.host.VolumeBackend;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Planner;
import io.phoenix.gateway.provisioner.plan.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every backend does alike: the same files, the same plan; each change done, repeatable, and kept from strangers'.
 */
public abstract class ContainerBackendContract {
    private static final int ID = 201;

    @TempDir
    private Path state;

    /** A backend of a host that has none of the containers 100 to 102 and 201; the same one throughout a test. */
    protected abstract ContainerBackend containers();

    /** What makes volumes below {@link #volumeRoot} on that host. */
    protected abstract Map<VolumeKind, VolumeBackend> volumes();

    /** What a container can be made from there. */
    protected abstract String tarball();

    /** A directory that exists there, and here at the same path. */
    protected abstract String volumeRoot();

    @AfterEach
    final void destroyAll() throws Exception {
        for (int id : List.of(102, 101, 100, ID)) {
            if (containers().observe(id) != null) {
                containers().stop(new ContainerChange.Stop(id));
                containers().destroy(new ContainerChange.Destroy(id, Set.of()), seen(id).digest());
            }
        }
    }

    private ObservedContainer seen(int id) throws Exception {
        return Objects.requireNonNull(containers().observe(id));
    }

    private Desired desired() {
        Desired read = Objects.requireNonNull(Example.SOUND
                .with("containers", "debian-12.tar.zst", tarball())
                .with(
                        "containers",
                        "\"features\": [\"vllm\"], \"gpu_assignment\": \"0,1\",",
                        "\"pct_options\": [\"nesting=1\"],")
                .with(
                        "containers",
                        "\"vllm_model\": \"/srv/beta/granite\", \"vllm_args\": [\"--download-dir\", \"/srv/alpha\"],",
                        "")
                .with("containers", "\"memory_mb\": 65536", "\"memory_mb\": 256")
                .setup()
                .desired());
        SortedMap<String, Volume> here = new TreeMap<>();
        read.volumes()
                .forEach((name, volume) -> here.put(
                        name,
                        new Volume(
                                name,
                                volumeRoot() + "/" + name,
                                volume.kind(),
                                null,
                                volume.owner(),
                                volume.mode(),
                                null,
                                volume.mounts())));
        return new Desired(read.host(), here, read.containers());
    }

    private Plan plan(Desired desired, Observed observed) {
        return Planner.plan(desired, observed, Policy.CAUTIOUS);
    }

    @Test
    void theSameFilesGiveTheSamePlanAndAreFulfilledByIt() throws Exception {
        Desired desired = desired();
        Host host = new Host(containers(), volumes());
        Observed empty = host.observe(desired);
        Plan plan = plan(desired, empty);
        assertThat(PlanText.of(plan).replace(tarball(), "TARBALL").replace(volumeRoot(), "ROOT"))
                .isEqualTo(Example.resource("contract-plan.txt"));

        try (StateDirectory directory = StateDirectory.open(state);
                ProgressDisplay progress = ProgressDisplay.on(new PrintWriter(new StringWriter()))) {
            new Executor(host, empty, directory.journal(), progress).apply(plan);
        }
        assertThat(PlanText.of(plan(desired, host.observe(desired)))).isEqualTo("Nothing to do.\n");

        containers().stop(new ContainerChange.Stop(101));
        MountPoint alpha = seen(102).mounts().get("/srv/alpha");
        containers().stop(new ContainerChange.Stop(102));
        containers()
                .removeMount(
                        new ContainerChange.RemoveMount(102, alpha), seen(102).digest());
        assertThat(PlanText.drift(plan(desired, host.observe(desired))).replace(volumeRoot(), "ROOT"))
                .isEqualTo("""
                        + CT 102: mount /srv/alpha from ROOT/alpha (rw) is missing
                        ~ CT 101: state is stopped, and is to be running
                        ~ CT 102: state is stopped, and is to be running
                        """);
    }

    private static Values memory(long mebibytes) {
        return new Values(null, null, mebibytes, null, null, new TreeMap<>(), null, null);
    }

    private void create() throws Exception {
        containers().create(new ContainerChange.Create(ID, tarball(), new RootDisk("tank-lxc", 8), true, memory(256)));
    }

    @Test
    void everyChangeIsDoneAndCanBeRepeated() throws Exception {
        assertThat(containers().observe(ID)).isNull();
        Path source = Files.createDirectories(Path.of(volumeRoot(), "source"));
        MountPoint mount = MountPoint.of(source.toString(), "/mnt", Access.READ_ONLY);
        MountPoint writable = MountPoint.of(source.toString(), "/mnt", Access.READ_WRITE);
        Values values = new Values(
                "changed", 2, 512L, 128L, null, new TreeMap<>(Map.of("nesting", "1")), true, new Values.Startup(2, 5));
        create();
        ObservedContainer made = seen(ID);
        assertThat(made.isOwned()).isTrue();
        assertThat(made.isRunning()).isFalse();
        assertThat(made.idOffset()).isEqualTo(containers().newIdOffset());
        for (ContainerChange change : List.of(
                new ContainerChange.Adopt(ID),
                new ContainerChange.SetValues(ID, values),
                new ContainerChange.GrowRootDisk(ID, 9),
                new ContainerChange.TakeSnapshot(ID, "clean"),
                new ContainerChange.SetMount(ID, mount),
                new ContainerChange.SetMount(ID, writable),
                new ContainerChange.SetRawLines(ID, Map.of("lxc.prlimit.nofile", "1024")),
                new ContainerChange.Start(ID),
                new ContainerChange.Stop(ID),
                new ContainerChange.RemoveMount(ID, writable))) {
            for (int time = 0; time < 2; time++) {
                change.by(containers(), seen(ID).digest());
                assertThat(change.isDone(seen(ID))).as("%s", change).isTrue();
            }
        }
        assertThat(seen(ID).values()).isEqualTo(containers().observe().get(ID).values());
        Set<String> none = Set.of();
        containers().destroy(new ContainerChange.Destroy(ID, none), seen(ID).digest());
        containers().destroy(new ContainerChange.Destroy(ID, none), "");
        assertThat(containers().observe(ID)).isNull();
    }

    @Test
    void whatAStrangerChangedMeanwhileStays() throws Exception {
        create();
        String old = seen(ID).digest();
        containers().set(new ContainerChange.SetValues(ID, memory(300)), old);
        ObservedContainer changed = seen(ID);
        assertThat(changed.digest()).isNotEqualTo(old);
        Path source = Files.createDirectories(Path.of(volumeRoot(), "source"));
        for (ContainerChange change : List.of(
                new ContainerChange.SetValues(ID, memory(400)),
                new ContainerChange.SetMount(ID, MountPoint.of(source.toString(), "/mnt", Access.READ_ONLY)),
                new ContainerChange.SetRawLines(ID, Map.of("lxc.prlimit.nofile", "1024")),
                new ContainerChange.Destroy(ID, Set.of()))) {
            assertThatThrownBy(() -> change.by(containers(), old))
                    .as("%s", change)
                    .isInstanceOf(IOException.class);
            assertThat(seen(ID)).isEqualTo(changed);
        }
    }

    @Test
    void destroyKeepsWhatIsInVolumes() throws Exception {
        create();
        Path source = Files.createDirectories(Path.of(volumeRoot(), "source"));
        Path file = Files.writeString(source.resolve("model.bin"), "weights");
        MountPoint mount = MountPoint.of(source.toString(), "/mnt", Access.READ_WRITE);
        containers().setMount(new ContainerChange.SetMount(ID, mount), seen(ID).digest());
        containers().destroy(new ContainerChange.Destroy(ID, Set.of()), seen(ID).digest());
        assertThat(file).hasContent("weights");
    }
}
