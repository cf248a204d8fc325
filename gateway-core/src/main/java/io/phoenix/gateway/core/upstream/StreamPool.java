package io.phoenix.gateway.core.upstream;

import io.netty.channel.Channel;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections of one worker, whose streams are lent. A further connection to an endpoint is opened when
 * every other has as many streams as it may have; who asks meanwhile waits for that one. Confined to its worker.
 */
final class StreamPool {

    private final ConnectionPool pool;
    private final IdentityHashMap<Endpoint, Shared> all = new IdentityHashMap<>();
    private boolean closed;

    /** The streams of {@code pool}, which opens the connections. */
    StreamPool(ConnectionPool pool) {
        this.pool = pool;
    }

    /** Lends a stream to {@code endpoint}. */
    void take(Endpoint endpoint, ConnectionPool.Taker taker) {
        all.computeIfAbsent(endpoint, Shared::new).take(taker);
    }

    /** The socket of a connection to {@code endpoint} that no stream uses, or null. */
    @Nullable
    Channel idle(Endpoint endpoint) {
        Shared shared = all.get(endpoint);
        if (shared != null) {
            for (Http2UpstreamConnection connection : shared.open) {
                if (connection.isIdle()) {
                    connection.retire();
                    return connection.channel();
                }
            }
        }
        return null;
    }

    /** Closes what was idle for too long at {@code now}; whether anything idle is left. */
    boolean sweep(long now) {
        boolean left = false;
        for (Shared shared : all.values()) {
            long keep = shared.endpoint.policy().keepAlive().toNanos();
            for (Http2UpstreamConnection connection : List.copyOf(shared.open)) {
                if (connection.isIdle() && now - connection.idleSince() >= keep) {
                    connection.retire();
                } else {
                    left |= connection.isIdle();
                }
            }
        }
        return left;
    }

    /** Closes every idle connection; the others close when their last stream ends. */
    void close() {
        closed = true;
        for (Shared shared : all.values()) {
            List.copyOf(shared.open).forEach(Http2UpstreamConnection::retire);
        }
    }

    /** The connections to one endpoint. */
    private final class Shared implements Connector.Opening, Http2UpstreamConnection.Owner {

        private final Endpoint endpoint;
        private final List<Http2UpstreamConnection> open = new ArrayList<>(1);
        private final Queue<ConnectionPool.Taker> waiting = new ArrayDeque<>(1);
        private boolean opening;

        Shared(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        void take(ConnectionPool.Taker taker) {
            for (Http2UpstreamConnection connection : open) {
                if (connection.hasRoom()) {
                    connection.lend(taker);
                    return;
                }
            }
            waiting.add(taker);
            if (!opening) {
                opening = true;
                pool.open(endpoint, this);
            }
        }

        @Override
        public void install(Channel channel) {
            Http2UpstreamConnection.install(channel, endpoint, this);
        }

        @Override
        public void onOpen(Channel channel) {
            channel.pipeline().get(Http2UpstreamConnection.class).awaitSettings();
        }

        @Override
        public void onReady(Http2UpstreamConnection connection) {
            opening = false;
            open.add(connection);
            if (!connection.hasRoom()) {
                onFailure(Failure.unsent(
                        FailureKind.NO_CAPACITY, endpoint + " allows no stream on a new connection", null));
                connection.retire();
            }
            for (ConnectionPool.Taker taker : takeWaiting()) {
                take(taker);
            }
            if (closed) {
                connection.retire();
            }
        }

        @Override
        public void onIdle() {
            pool.onIdle();
        }

        @Override
        public void onClosed(Http2UpstreamConnection connection) {
            open.remove(connection);
        }

        /** Also of a connection that opened and does not speak HTTP/2. */
        @Override
        public void onFailure(Failure failure) {
            opening = false;
            takeWaiting().forEach(taker -> taker.onFailure(failure));
        }

        @Override
        public boolean isWanted() {
            for (ConnectionPool.Taker taker : waiting) {
                if (taker.isWanted()) {
                    return true;
                }
            }
            return false;
        }

        /** A copy, since who is told may ask for the next one. */
        private List<ConnectionPool.Taker> takeWaiting() {
            List<ConnectionPool.Taker> taken = List.copyOf(waiting);
            waiting.clear();
            return taken;
        }
    }
}
