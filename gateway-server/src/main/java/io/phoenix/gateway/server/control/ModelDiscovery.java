package io.phoenix.gateway.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.phoenix.gateway.core.tls.ClientTls;
import io.phoenix.gateway.routing.model.ListedModel;
import io.phoenix.gateway.routing.model.ModelDirectory;
import io.phoenix.gateway.routing.model.UpstreamModels;
import io.phoenix.gateway.routing.upstream.ModelApi;
import io.phoenix.gateway.routing.upstream.Upstream;
import io.phoenix.gateway.server.config.DiscoveryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks upstreams for their models again and again, each on a thread of its own so that none waits for another, and
 * tells the directory what changed. The last good list of an upstream that fell silent is kept for a day. Thread-safe.
 */
public final class ModelDiscovery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelDiscovery.class);

    /** After this an upstream that does not answer is taken for one that is gone for good. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final DiscoveryConfig config;
    private final List<Upstream> upstreams;
    private final ModelDirectory directory;
    private final Cache<String, List<ListedModel>> lastGood;
    private final List<AskedUpstream> asked = new ArrayList<>();
    private final List<ControlClient> clients = new ArrayList<>();
    private @Nullable ScheduledExecutorService threads;
    private List<UpstreamModels> told = List.of();
    private Set<String> remarks = Set.of();

    /** Will ask {@code upstreams}, which are in the order of the configuration, once it is started. */
    public ModelDiscovery(DiscoveryConfig config, List<Upstream> upstreams, ModelDirectory directory) {
        this(config, upstreams, directory, Ticker.systemTicker());
    }

    ModelDiscovery(DiscoveryConfig config, List<Upstream> upstreams, ModelDirectory directory, Ticker ticker) {
        this.config = config;
        this.upstreams = List.copyOf(upstreams);
        this.directory = directory;
        this.lastGood = Caffeine.newBuilder()
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Begins to ask, without waiting for answers. */
    public synchronized void start() {
        if (upstreams.isEmpty()) {
            return;
        }
        threads = Executors.newScheduledThreadPool(upstreams.size(), new DefaultThreadFactory("discovery", true));
        Map<@Nullable ClientTls, ControlClient> byTls = new HashMap<>();
        for (Upstream upstream : upstreams) {
            ControlClient client = byTls.computeIfAbsent(
                    upstream.endpoints().get(0).tls(), tls -> new ControlClient(tls, config.timeout()));
            AskedUpstream one = new AskedUpstream(
                    upstream, upstream.api() == ModelApi.OLLAMA ? new OllamaModels(client) : new OpenAiModels(client));
            asked.add(one);
            threads.scheduleWithFixedDelay(() -> ask(one), 0, config.interval().toMillis(), TimeUnit.MILLISECONDS);
        }
        clients.addAll(byTls.values());
    }

    /** Those that are asked. */
    public List<Upstream> upstreams() {
        return upstreams;
    }

    /** Whether {@code upstream} answered when it was last asked. */
    public synchronized boolean answers(Upstream upstream) {
        return asked.stream().anyMatch(one -> one.upstream() == upstream && one.state() == AskedUpstream.State.ANSWERS);
    }

    private void ask(AskedUpstream one) {
        try {
            lastGood.put(one.upstream().name(), one.ask());
        } catch (IOException e) {
            // Logged where it is known whether it is news; the last good list stays.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            // A bug, which must not end the asking of this upstream for good.
            LOG.error("asking upstream {} for its models failed", one.upstream().name(), e);
        }
        publish();
    }

    private synchronized void publish() {
        List<UpstreamModels> now = new ArrayList<>();
        for (AskedUpstream one : asked) {
            if (one.state() != AskedUpstream.State.NOT_ASKED) {
                List<ListedModel> models = lastGood.getIfPresent(one.upstream().name());
                now.add(new UpstreamModels(
                        one.upstream(),
                        one.state() == AskedUpstream.State.ANSWERS,
                        models == null ? List.of() : models));
            }
        }
        // Tables, and the lists made of them, are made anew only when something changed.
        if (!now.equals(told)) {
            told = now;
            Set<String> current = new HashSet<>(directory.update(now));
            current.stream()
                    .filter(remark -> !remarks.contains(remark))
                    .sorted()
                    .forEach(LOG::warn);
            remarks = current;
        }
    }

    /** Stops asking; what was told so far stays in the directory. */
    @Override
    public synchronized void close() {
        if (threads != null) {
            threads.shutdownNow();
            clients.forEach(ControlClient::close);
        }
    }
}
