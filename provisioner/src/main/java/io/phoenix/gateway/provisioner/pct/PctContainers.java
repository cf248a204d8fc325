package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.desired.Owner;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Containers of a Proxmox host. What there is is read from the files that {@code pct} keeps, which say more than it
 * prints; what changes is done by {@code pct}, except for lines for LXC itself, which it cannot set.
 */
public final class PctContainers implements ContainerBackend {
    private static final Duration USUAL = Duration.ofMinutes(2);
    private static final Duration LONG = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final CommandRunner runner;
    private final Pct pct;
    private final Path files;
    private final Path locks;

    /** This host's. */
    public PctContainers(CommandRunner runner) {
        this(runner, PAUSE, Path.of("/etc/pve/lxc"), Path.of("/run/lock/lxc"));
    }

    PctContainers(CommandRunner runner, Duration pause, Path files, Path locks) {
        this.runner = runner;
        this.pct = new Pct(runner, pause);
        this.files = files;
        this.locks = locks;
    }

    @Override
    public String name() {
        return "pct";
    }

    @Override
    public Set<Aspect> live() {
        return EnumSet.complementOf(EnumSet.of(Aspect.FEATURES, Aspect.CHANGED_MOUNT, Aspect.RAW_LINES));
    }

    @Override
    public SortedMap<Integer, ObservedContainer> observe() throws IOException, InterruptedException {
        List<Integer> ids;
        try (Stream<Path> found = Files.list(files)) {
            ids = found.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[1-9][0-9]{2,8}\\.conf"))
                    .map(name -> Integer.valueOf(name.substring(0, name.indexOf('.'))))
                    .toList();
        } catch (NoSuchFileException e) {
            throw new IOException(files + " does not exist: is this a Proxmox host?", e);
        }
        Set<Integer> running = PctOutput.running(pct.run(USUAL, List.of("list")));
        SortedMap<Integer, ObservedContainer> containers = new TreeMap<>();
        for (int id : ids) {
            ConfFile conf = conf(id);
            if (conf != null) {
                containers.put(id, reading(id, conf, running.contains(id)));
            }
        }
        return containers;
    }

    @Override
    public @Nullable ObservedContainer observe(int id) throws IOException, InterruptedException {
        if (!Files.exists(file(id))) {
            return null;
        }
        // First the state: a start that comes between the two would leave the file as it is.
        boolean isRunning = PctOutput.isRunning(pct.run(USUAL, List.of("status", Integer.toString(id))));
        ConfFile conf = conf(id);
        return conf == null ? null : reading(id, conf, isRunning);
    }

    private ObservedContainer reading(int id, ConfFile conf, boolean isRunning) throws IOException {
        try {
            return Reading.of(id, conf, isRunning);
        } catch (IllegalArgumentException e) {
            throw new IOException(file(id) + " has a value that cannot be read: " + e.getMessage(), e);
        }
    }

    private @Nullable ConfFile conf(int id) throws IOException {
        try {
            return ConfFile.of(Files.readAllBytes(file(id)));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private Path file(int id) {
        return files.resolve(id + ".conf");
    }

    private Map<String, String> values(int id) throws IOException {
        ConfFile conf = conf(id);
        if (conf == null) {
            throw new IOException("there is no container " + id);
        }
        return conf.values();
    }

    @Override
    public void create(ContainerChange.Create change) throws IOException, InterruptedException {
        run(change, LONG, Arguments.create(change));
    }

    @Override
    public void copy(ContainerChange.Clone change) throws IOException, InterruptedException {
        run(change, LONG, Arguments.copy(change));
    }

    @Override
    public void adopt(ContainerChange.Adopt change, String digest) throws IOException, InterruptedException {
        List<String> tags = new ArrayList<>(Reading.tags(values(change.id())));
        tags.add(Reading.TAG);
        set(change, digest, List.of("--tags", String.join(";", tags)));
    }

    @Override
    public void set(ContainerChange.SetValues change, String digest) throws IOException, InterruptedException {
        set(change, digest, Arguments.values(change.values(), values(change.id())));
    }

    @Override
    public void growRootDisk(ContainerChange.GrowRootDisk change, String digest)
            throws IOException, InterruptedException {
        String size = change.sizeGb() + "G";
        run(change, LONG, List.of("resize", Integer.toString(change.id()), "rootfs", size, "--digest", digest));
    }

    @Override
    public void takeSnapshot(ContainerChange.TakeSnapshot change) throws IOException, InterruptedException {
        run(change, LONG, List.of("snapshot", Integer.toString(change.id()), change.name()));
    }

    @Override
    public void setMount(ContainerChange.SetMount change, String digest) throws IOException, InterruptedException {
        set(change, digest, Arguments.mount(change, values(change.id())));
    }

    @Override
    public void removeMount(ContainerChange.RemoveMount change, String digest)
            throws IOException, InterruptedException {
        String key = Indexes.mountAt(values(change.id()), change.mount().path());
        if (key != null) {
            set(change, digest, List.of("--delete", key));
        }
    }

    @Override
    public void addDevices(ContainerChange.AddDevices change, String digest) throws IOException, InterruptedException {
        set(change, digest, Arguments.devices(change, values(change.id())));
    }

    @Override
    public void setRawLines(ContainerChange.SetRawLines change, String digest)
            throws IOException, InterruptedException {
        Path lock = locks.resolve("pve-config-" + change.id() + ".lock");
        ConfLock.during(lock, () -> RawLines.set(file(change.id()), change.lines(), digest));
    }

    @Override
    public void start(ContainerChange.Start change) throws IOException, InterruptedException {
        run(change, USUAL, List.of("start", Integer.toString(change.id())));
    }

    @Override
    public void stop(ContainerChange.Stop change) throws IOException, InterruptedException {
        String id = Integer.toString(change.id());
        run(change, USUAL, List.of("shutdown", id, "--timeout", "60", "--forceStop", "1"));
    }

    @Override
    public void destroy(ContainerChange.Destroy change, String digest) throws IOException, InterruptedException {
        ObservedContainer now = observe(change.id());
        if (now == null) {
            return;
        }
        if (!now.digest().equals(digest)) {
            throw new IOException("the container " + change.id() + " was changed by somebody else");
        }
        if (!change.storageVolumes().containsAll(now.storageVolumes())) {
            throw new IOException("the container " + change.id() + " has further volumes: " + now.storageVolumes());
        }
        run(change, LONG, List.of("destroy", Integer.toString(change.id())));
    }

    private void set(ContainerChange change, String digest, List<String> options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("set", Integer.toString(change.id())));
        arguments.addAll(options);
        arguments.addAll(List.of("--digest", digest));
        run(change, USUAL, arguments);
    }

    /** Throws what {@code pct} complained of, unless the change is there nevertheless. */
    private void run(ContainerChange change, Duration limit, List<String> arguments)
            throws IOException, InterruptedException {
        Outcome outcome = pct.run(limit, arguments);
        boolean isQuiet = outcome.isOk() && outcome.err().isBlank();
        if (!isQuiet && !change.isDone(observe(change.id()))) {
            throw new IOException("pct " + arguments.get(0) + ": " + outcome.complaint());
        }
    }

    @Override
    public CommandRunner inside(int id) {
        return command -> {
            List<String> line = new ArrayList<>(List.of("pct", "exec", Integer.toString(id), "--keep-env", "0", "--"));
            line.addAll(command.arguments());
            Outcome outcome = runner.run(new Command(line, command.timeout()));
            if (!outcome.isOk() && outcome.err().startsWith("container '" + id + "' not running")) {
                throw new IOException("the container " + id + " does not run");
            }
            return outcome;
        };
    }

    @Override
    public void push(int id, Path file, String destination, Owner owner, String mode)
            throws IOException, InterruptedException {
        new FilePush(pct, inside(id)).push(id, file, destination, owner, mode);
    }
}
