package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.desired.Owner;
import io.phoenix.gateway.provisioner.host.BusyException;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The containers of plain LXC, whose names are their ids. Others in the same directory are not looked at. Called by one
 * thread.
 */
public final class LxcContainers implements ContainerBackend {
    /** Where Debian has them. */
    public static final Path USUAL_DIRECTORY = Path.of("/var/lib/lxc");

    private final Path directory;
    private final Cgroup cgroup = Cgroup.ofHost();
    private final PlainValues plainValues = new PlainValues(cgroup);
    private final LxcPrograms programs;
    private final RootDirectories roots;
    private final NewContainer newContainer;

    /**
     * Those below {@code directory}.
     *
     * @param commands runs LXC's programs where the containers are
     */
    public LxcContainers(CommandRunner commands, Path directory) {
        this.directory = directory;
        this.programs = new LxcPrograms(commands, directory);
        this.roots = new RootDirectories(directory, programs);
        this.newContainer = new NewContainer(roots, programs, plainValues);
    }

    @Override
    public String name() {
        return "lxc";
    }

    @Override
    public SortedMap<Integer, ObservedContainer> observe() throws IOException, InterruptedException {
        List<Integer> ids = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(directory, "[1-9]*")) {
            for (Path name : names) {
                if (name.getFileName().toString().matches("\\d{3,9}")) {
                    ids.add(Integer.valueOf(name.getFileName().toString()));
                }
            }
        }
        SortedMap<Integer, ObservedContainer> containers = new TreeMap<>();
        for (int id : ids) {
            ObservedContainer container = observe(id);
            if (container != null) {
                containers.put(id, container);
            }
        }
        return containers;
    }

    @Override
    public @Nullable ObservedContainer observe(int id) throws IOException, InterruptedException {
        ConfigFile file = ConfigFile.read(roots.of(id).resolve("config"));
        if (file == null) {
            return null;
        }
        boolean isRunning = programs.isRunning(id);
        Agreement agreement = isRunning
                ? Agreement.of(id, file.text(), programs, cgroup)
                : new Agreement(file.text(), new TreeMap<>());
        return new Sight(plainValues).of(id, isRunning, file, agreement, snapshots(id));
    }

    private List<String> snapshots(int id) throws IOException {
        Path snapshots = roots.of(id).resolve(NewContainer.SNAPSHOTS);
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(snapshots)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(snapshots, "[!.]*")) {
                all.forEach(snapshot -> names.add(snapshot.getFileName().toString()));
            }
        }
        return names.stream().sorted().toList();
    }

    @Override
    public Set<Aspect> live() {
        return EnumSet.of(Aspect.CORES, Aspect.MEMORY, Aspect.SWAP, Aspect.BOOT, Aspect.ROOT_DISK);
    }

    @Override
    public long newIdOffset() throws IOException, InterruptedException {
        return IdRange.ofRoot(programs).first();
    }

    @Override
    public void create(ContainerChange.Create change) throws IOException, InterruptedException {
        newContainer.create(change);
    }

    @Override
    public void copy(ContainerChange.Clone change) throws IOException, InterruptedException {
        String snapshot = change.snapshot();
        Path source = roots.of(change.source());
        ConfigFile file = ConfigFile.read((snapshot == null
                        ? source
                        : source.resolve(NewContainer.SNAPSHOTS).resolve(snapshot))
                .resolve("config"));
        if (file == null) {
            throw new IOException("there is no container " + change.source()
                    + (snapshot == null ? "" : " with a snapshot " + snapshot) + " to clone");
        }
        if (snapshot == null && programs.isRunning(change.source())) {
            throw new IOException("the container " + change.source() + " runs, so no whole copy can be made of it");
        }
        newContainer.copy(change, file);
    }

    @Override
    public void adopt(ContainerChange.Adopt change, String digest) throws IOException {
        ConfigFile file = expected(change.id(), digest);
        file.write(Marks.owned(file.text()));
    }

    @Override
    public void set(ContainerChange.SetValues change, String digest) throws IOException, InterruptedException {
        ConfigFile file = expected(change.id(), digest);
        ConfigText changed = plainValues.set(file.text(), change.values());
        file.write(changed);
        if (programs.isRunning(change.id())) {
            programs.setCgroup(change.id(), cgroup.settings(plainValues.limits(changed)));
        }
    }

    /** A directory has no size of its own: the new one is only noted. */
    @Override
    public void growRootDisk(ContainerChange.GrowRootDisk change, String digest) throws IOException {
        ConfigFile file = expected(change.id(), digest);
        file.write(Marks.withSize(file.text(), change.sizeGb()));
    }

    @Override
    public void takeSnapshot(ContainerChange.TakeSnapshot change) throws IOException, InterruptedException {
        if (programs.isRunning(change.id())) {
            throw new IOException("the container " + change.id() + " runs, so no whole copy can be made of it");
        }
        if (!snapshots(change.id()).contains(change.name())) {
            newContainer.takeSnapshot(change.name(), existing(change.id()));
        }
    }

    @Override
    public void setMount(ContainerChange.SetMount change, String digest) throws IOException {
        ConfigFile file = expected(change.id(), digest);
        file.write(Mounts.with(file.text(), change.mount()));
    }

    @Override
    public void removeMount(ContainerChange.RemoveMount change, String digest) throws IOException {
        ConfigFile file = expected(change.id(), digest);
        file.write(Mounts.without(file.text(), change.mount().path()));
    }

    @Override
    public void addDevices(ContainerChange.AddDevices change, String digest) throws IOException {
        ConfigFile file = expected(change.id(), digest);
        file.write(Mounts.withDevices(file.text(), change.paths(), cgroup));
    }

    @Override
    public void setRawLines(ContainerChange.SetRawLines change, String digest) throws IOException {
        ConfigFile file = expected(change.id(), digest);
        ConfigText text = file.text();
        for (Map.Entry<String, String> line : new TreeMap<>(change.lines()).entrySet()) {
            text = text.with(line.getKey(), line.getValue());
        }
        file.write(text);
    }

    @Override
    public void start(ContainerChange.Start change) throws IOException, InterruptedException {
        Path log = existing(change.id()).file().resolveSibling("start.log");
        Files.deleteIfExists(log);
        Outcome outcome = programs.start(change.id(), log);
        if (!programs.isRunning(change.id())) {
            throw new IOException(
                    "the container " + change.id() + " does not start: " + StartLog.reason(log, outcome.complaint()));
        }
    }

    @Override
    public void stop(ContainerChange.Stop change) throws IOException, InterruptedException {
        Outcome outcome = programs.stop(change.id());
        if (programs.isRunning(change.id())) {
            throw new IOException("the container " + change.id() + " does not stop: " + outcome.complaint());
        }
    }

    @Override
    public void destroy(ContainerChange.Destroy change, String digest) throws IOException, InterruptedException {
        if (!Files.exists(roots.of(change.id()).resolve("config"))) {
            return;
        }
        ConfigFile file = expected(change.id(), digest);
        if (programs.isRunning(change.id())) {
            throw new IOException("the container " + change.id() + " runs; it is not destroyed");
        }
        Outcome outcome = programs.destroy(change.id());
        if (Files.exists(file.file())) {
            throw new IOException("the container " + change.id() + " cannot be destroyed: " + outcome.complaint());
        }
    }

    @Override
    public CommandRunner inside(int id) {
        return command -> {
            Outcome outcome = programs.attach(id, command);
            // The code of a program inside, or of lxc-attach, which found nothing to enter.
            if (!outcome.isOk() && !programs.isRunning(id)) {
                throw new IOException("the container " + id + " does not run");
            }
            return outcome;
        };
    }

    @Override
    public void push(int id, Path file, String destination, Owner owner, String mode)
            throws IOException, InterruptedException {
        new FilePush(inside(id)).push(file, destination, owner, mode);
    }

    private ConfigFile existing(int id) throws IOException {
        ConfigFile file = ConfigFile.read(roots.of(id).resolve("config"));
        if (file == null) {
            throw new IOException("there is no container " + id);
        }
        return file;
    }

    private ConfigFile expected(int id, String digest) throws IOException {
        ConfigFile file = existing(id);
        if (!file.digest().equals(digest)) {
            throw new BusyException(file.file() + " was changed by somebody else meanwhile; look at a new plan");
        }
        return file;
    }
}
