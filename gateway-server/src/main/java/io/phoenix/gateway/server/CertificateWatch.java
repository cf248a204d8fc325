package io.phoenix.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.phoenix.gateway.core.tls.CertificatePair;
import io.phoenix.gateway.core.tls.CertificateStore;
import io.phoenix.gateway.core.tls.ClientTls;
import io.phoenix.gateway.core.tls.TlsProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of certificates and of trust now and then, so that renewed ones are used without a restart, and
 * warns every day of certificates that will not be good for much longer. Has a thread of its own, since looking blocks.
 */
final class CertificateWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    private final @Nullable CertificateStore store;
    private final List<ClientTls> upstreams;
    private final MultiGauge expiry;
    private final ScheduledExecutorService thread;
    /** The store itself warned when it read them. */
    private LocalDate warned = LocalDate.now(ZoneId.systemDefault());

    private CertificateWatch(@Nullable CertificateStore store, List<ClientTls> upstreams, MeterRegistry registry) {
        this.store = store;
        this.upstreams = List.copyOf(upstreams);
        this.expiry = MultiGauge.builder("gateway.tls.certificate.expiry")
                .description("Until the certificate expires; negative once it has")
                .baseUnit("seconds")
                .register(registry);
        this.thread = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("certificates", true));
    }

    /**
     * Begins to look, every {@code interval}.
     *
     * @param store owned by the caller, as {@code upstreams} are; both are closed after this
     */
    static CertificateWatch start(
            @Nullable CertificateStore store, List<ClientTls> upstreams, Duration interval, MeterRegistry registry) {
        CertificateWatch watch = new CertificateWatch(store, upstreams, registry);
        watch.showExpiry();
        watch.thread.scheduleWithFixedDelay(
                watch::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            if (store != null && store.poll()) {
                showExpiry();
            }
            upstreams.forEach(ClientTls::poll);
            warnDaily(LocalDate.now(ZoneId.systemDefault()));
        } catch (RuntimeException e) {
            // Would end the looking for good.
            LOG.error("this is a bug in the gateway; please report it", e);
        }
    }

    private void showExpiry() {
        if (store != null) {
            expiry.register(
                    store.pairs().stream()
                            .map(pair -> MultiGauge.Row.of(Tags.of("name", pair.name()), pair, CertificateWatch::left))
                            .toList(),
                    true);
        }
    }

    private static double left(CertificatePair pair) {
        return (double) Duration.between(Instant.now(), pair.notAfter()).toSeconds();
    }

    private void warnDaily(LocalDate today) {
        if (store == null || today.equals(warned)) {
            return;
        }
        warned = today;
        for (CertificatePair pair : store.pairs()) {
            TlsProblem warning = pair.dateWarning(Instant.now());
            if (warning != null) {
                LOG.warn("{}", warning);
            }
        }
    }

    /** Ends the looking, and waits for a look that has begun. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("still reading certificates after 5 s; is their file system stuck?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
