package io.phoenix.gateway.benchmarks.compare;

import io.phoenix.gateway.core.net.Transport;
import io.phoenix.gateway.core.net.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Everything that runs during a comparison: the backends and the load in this process, the proxies in theirs. */
final class Stage implements AutoCloseable {
    private final Path peers;
    private final Path directory;
    private final List<String> pin;
    private final Path certificates;
    private final Workers workers;
    private final List<Backend> backends = new ArrayList<>();
    private final List<PeerProcess> running = new CopyOnWriteArrayList<>();
    private final AtomicInteger starts = new AtomicInteger();
    private final Bench bench;

    /**
     * Starts the backends. What the proxies write goes into {@code directory}.
     *
     * @param peers the folder of the proxies' configurations
     * @param pin see {@link PeerProcess#start}
     */
    Stage(Path peers, Path directory, List<String> pin) throws IOException, InterruptedException {
        this.peers = peers;
        this.directory = directory;
        this.pin = pin;
        this.certificates = Files.createDirectories(directory.resolve("certificates"));
        Certificates.make(certificates);
        // Load, bulk and backends. With one core, one event loop for all saves the switching between them.
        int loops = Runtime.getRuntime().availableProcessors() > 1 ? 3 : 1;
        Transport transport = Transport.best();
        workers = new Workers(transport, loops);
        Marks marks = new Marks();
        for (String name : Request.BACKENDS) {
            backends.add(new Backend(name, workers.all().get(loops - 1), transport.serverChannel(), marks));
        }
        bench = new Bench(
                new Load(workers.all().get(0), transport),
                new Load(workers.all().get(loops / 2), transport),
                marks,
                target -> launch(((PeerProcess) target).peer()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopPeers, "stop-peers"));
    }

    Bench bench() {
        return bench;
    }

    Target direct() {
        return new Direct(backends);
    }

    /** Starts {@code peer}, which is stopped with the stage. */
    PeerProcess start(Peer peer) throws IOException, InterruptedException {
        PeerProcess process = launch(peer);
        running.add(process);
        return process;
    }

    private PeerProcess launch(Peer peer) throws IOException, InterruptedException {
        Path own = Files.createDirectories(directory.resolve(peer.name() + "-" + starts.incrementAndGet()));
        return PeerProcess.start(peer, peers, own, certificates, backends, pin);
    }

    @Override
    public void close() {
        stopPeers();
        backends.forEach(Backend::close);
        workers.close();
    }

    private void stopPeers() {
        running.forEach(PeerProcess::close);
        running.clear();
    }
}
