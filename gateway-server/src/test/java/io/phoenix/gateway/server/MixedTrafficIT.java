package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients in good faith and in bad faith at the same time: every request of the good ones is answered, by the right
 * server and with the right bytes, and when all are gone nothing of them is left. A few rounds, or as many as fit into
 * the seconds of the system property {@code soak}, which {@code bin/soak} sets.
 */
final class MixedTrafficIT {

    private static final int ROUNDS = 10;
    private static final long MIB = 1024 * 1024;

    @TempDir
    Path directory;

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Map<GoodClient, AtomicInteger> good = counters(GoodClient.class);
    private final Map<HostileClient, AtomicInteger> hostile = counters(HostileClient.class);

    private static <E extends Enum<E>> Map<E, AtomicInteger> counters(Class<E> kinds) {
        Map<E, AtomicInteger> counters = new EnumMap<>(kinds);
        for (E kind : kinds.getEnumConstants()) {
            counters.put(kind, new AtomicInteger());
        }
        return counters;
    }

    /** What the process holds. */
    private record Holdings(long files, long directBytes) {
        static Holdings now() {
            return new Holdings(
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getOpenFileDescriptorCount(),
                    ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                            .metric()
                            .usedDirectMemory());
        }
    }

    @Test
    @Timeout(1800)
    void theGoodAreServedAndNothingIsLeftOfAnybody() throws Exception {
        TestAuthority authority = new TestAuthority();
        authority.write(directory, "a", "localhost");
        long seconds = Long.getLong("soak", 0);
        try (TrafficServer a = new TrafficServer("a");
                TrafficServer b = new TrafficServer("b");
                TestGateway gateway = gateway(a, b)) {
            GoodClient.Door door = new GoodClient.Door(gateway.port("http"), gateway.port("https"), authority.client());
            // Classes, threads and the allocator's chunks are there after a first round.
            run(door, 1, System.nanoTime());
            awaitRest(gateway);
            Holdings before = Holdings.now();
            run(door, ROUNDS, System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
            awaitRest(gateway);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(Holdings.now().files()).isLessThanOrEqualTo(before.files()));
            Holdings after = Holdings.now();
            System.out.println("traffic: " + good + " " + hostile + ", from " + before + " to " + after);
            assertThat(after.directBytes() - before.directBytes())
                    .as("direct memory")
                    .isLessThan(64 * MIB);
            assertThat(a.smuggled() + b.smuggled()).isZero();
            assertThat(failures).isEmpty();
        }
    }

    private TestGateway gateway(TrafficServer a, TrafficServer b) throws Exception {
        return TestGateway.start(directory, """
                hosts: [localhost]
                listeners:
                  - { name: http, address: "127.0.0.1:0" }
                  - { name: https, address: "127.0.0.1:0", tls: true }
                tls: { directory: "%s" }
                admin: { address: "127.0.0.1:0" }
                limits: { header-timeout: 8s }
                upstreams:
                  a: { address: "%s" }
                  b: { address: "%s" }
                routes:
                  - { name: a, path: /a/, upstream: a, strip-prefix: true }
                  - { name: b, path: /b/, upstream: b, strip-prefix: true }
                """.formatted(directory, a.address(), b.address()));
    }

    /**
     * The good ones for so many rounds and until then, a thread for each kind; each of their rounds allows one to every
     * hostile kind, so that there is as much of both.
     */
    private void run(GoodClient.Door door, int rounds, long until) throws InterruptedException {
        Map<HostileClient, Semaphore> allowed = new EnumMap<>(HostileClient.class);
        AtomicInteger working = new AtomicInteger(GoodClient.values().length);
        List<Thread> threads = new ArrayList<>();
        for (HostileClient kind : HostileClient.values()) {
            Semaphore mine = new Semaphore(1);
            allowed.put(kind, mine);
            SplittableRandom random = new SplittableRandom(kind.ordinal());
            threads.add(thread(() -> {
                while (working.get() > 0) {
                    attack(kind, door, random);
                    mine.acquire();
                }
            }));
        }
        for (GoodClient kind : GoodClient.values()) {
            threads.add(thread(() -> {
                try {
                    for (int i = 0; i < rounds || System.nanoTime() - until < 0; i++) {
                        kind.round(door, kind.name().toLowerCase(Locale.ROOT) + i);
                        good.get(kind).incrementAndGet();
                        allowed.values().forEach(Semaphore::release);
                    }
                } finally {
                    working.decrementAndGet();
                    allowed.values().forEach(Semaphore::release);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void attack(HostileClient kind, GoodClient.Door door, SplittableRandom random) {
        try {
            kind.round(door, random);
        } catch (IOException ended) {
            // What the gateway may do to it at any time.
        }
        hostile.get(kind).incrementAndGet();
    }

    private Thread thread(Callable task) {
        Thread thread = new Thread(() -> {
            try {
                task.call();
            } catch (Throwable failed) {
                failures.add(failed);
            }
        });
        thread.start();
        return thread;
    }

    private interface Callable {
        void call() throws Exception;
    }

    /** Waits until the gateway has let go of all that it holds for others. */
    private static void awaitRest(TestGateway gateway) {
        Gauge.clients(gateway).awaitValue(0);
        Gauge.inFlight(gateway).awaitValue(0);
        Gauge.connections(gateway).awaitValue(0);
        Gauge.held(gateway).awaitValue(0);
    }
}
