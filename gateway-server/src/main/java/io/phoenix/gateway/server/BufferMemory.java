package io.phoenix.gateway.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.phoenix.gateway.core.exchange.BodyBudget;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The memory outside the heap, in which buffers are. Stateless. */
final class BufferMemory {

    private static final Logger LOG = LoggerFactory.getLogger(BufferMemory.class);

    private BufferMemory() {}

    /**
     * The bytes that all buffers together may take: {@code -XX:MaxDirectMemorySize}, or as much as the heap where that
     * is not said.
     */
    static long limit() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long said = Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
        return said > 0 ? said : Runtime.getRuntime().maxMemory();
    }

    /**
     * The share of held bodies: what the operator allows them, and no more than half of {@code limit}, since what only
     * passes through needs memory too.
     */
    static BodyBudget forBodies(long allowed, long limit) {
        if (allowed > limit / 2) {
            LOG.warn(
                    "limits.held-bodies-memory is {} bytes, but held bodies get half of the {} that all buffers may take,"
                            + " and go to disk beyond it; raise -XX:MaxDirectMemorySize in JAVA_OPTS or lower the limit",
                    allowed,
                    limit);
        }
        return new BodyBudget(Math.min(allowed, limit / 2));
    }
}
