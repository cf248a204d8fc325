package io.phoenix.gateway.core.upstream;

import io.netty.util.NetUtil;
import io.phoenix.gateway.core.tls.ClientTls;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One address of an upstream, with the counters that all workers share. Thread-safe; compared by identity. */
public final class Endpoint {

    private final String upstream;
    private final String host;
    private final int port;
    private final String authority;
    private final InetSocketAddress address;
    private final UpstreamPolicy policy;
    private final @Nullable ClientTls tls;
    private final UpstreamProtocol protocol;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();

    /** An endpoint that speaks HTTP/1.1. */
    public Endpoint(String upstream, String host, int port, UpstreamPolicy policy, @Nullable ClientTls tls) {
        this(upstream, host, port, policy, tls, UpstreamProtocol.HTTP_1_1);
    }

    /**
     * An endpoint of the upstream named {@code upstream}. A literal address is used as it is; a name is looked up at
     * each connect, so that the gateway starts whatever the state of the name service.
     *
     * @param tls TLS towards the endpoint, or null for plain TCP; owned by the caller; made to offer {@code protocol}
     */
    public Endpoint(
            String upstream,
            String host,
            int port,
            UpstreamPolicy policy,
            @Nullable ClientTls tls,
            UpstreamProtocol protocol) {
        this.upstream = upstream;
        this.host = host;
        this.port = port;
        this.authority = host.indexOf(':') >= 0 ? '[' + host + "]:" + port : host + ':' + port;
        this.policy = policy;
        this.tls = tls;
        this.protocol = protocol;
        boolean literal = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        this.address = literal ? new InetSocketAddress(host, port) : InetSocketAddress.createUnresolved(host, port);
    }

    /** The name of the upstream that this endpoint belongs to. */
    public String upstream() {
        return upstream;
    }

    /** Host name or literal address, without brackets. */
    public String host() {
        return host;
    }

    /** TCP port. */
    public int port() {
        return port;
    }

    /** Where to connect; unresolved when the host is a name. */
    public InetSocketAddress address() {
        return address;
    }

    /** The limits towards this endpoint. */
    public UpstreamPolicy policy() {
        return policy;
    }

    /** TLS towards this endpoint, or null. */
    public @Nullable ClientTls tls() {
        return tls;
    }

    /** What is spoken with this endpoint. */
    public UpstreamProtocol protocol() {
        return protocol;
    }

    /** Attempts that run now, over all workers. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Open or opening connections, over all workers. */
    public int connections() {
        return connections.get();
    }

    /** Counts an attempt that begins. */
    public void attemptStarted() {
        inFlight.incrementAndGet();
    }

    /** Counts an attempt that ended. */
    public void attemptEnded() {
        inFlight.decrementAndGet();
    }

    boolean tryAddConnection() {
        if (connections.incrementAndGet() > policy.maxConnections()) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    void removeConnection() {
        connections.decrementAndGet();
    }

    @Override
    public String toString() {
        return authority;
    }
}
