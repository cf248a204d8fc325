package io.phoenix.gateway.core.upstream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.phoenix.gateway.core.failure.Failure;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The upstream connections of one worker. Those of HTTP/1.1 are lent when they are idle, newest first, since the newest
 * is the least likely to have been closed by its server; those of HTTP/2 are shared, stream by stream. Confined to its
 * worker, without locks.
 */
public final class ConnectionPool {

    private static final long SWEEP_SECONDS = 1;

    /** Who asked for a connection. Exactly one of the two is called, on the worker, at once or later. */
    public interface Taker {
        /** A connection, now the taker's; to be released or closed, also if it is no longer wanted. */
        void onConnection(UpstreamConnection connection);

        /** There is none. */
        void onFailure(Failure failure);

        /** Whether the taker still waits; once not, never again. */
        boolean isWanted();
    }

    private final EventLoop worker;
    private final Connector connector;
    private final List<ConnectionPool> all;
    private final IdentityHashMap<Endpoint, ArrayDeque<Http1UpstreamConnection>> idle = new IdentityHashMap<>();
    private final StreamPool streams = new StreamPool(this);
    private boolean sweeping;

    /**
     * The pool of {@code worker}; {@code all} will hold the pools of every worker when the first connection is asked
     * for.
     */
    ConnectionPool(EventLoop worker, Connector connector, List<ConnectionPool> all) {
        this.worker = worker;
        this.connector = connector;
        this.all = all;
    }

    /**
     * Lends a connection to {@code endpoint}.
     *
     * @param fresh true refuses idle connections of HTTP/1.1, for requests that could not be sent again if one proved
     *     stale; one of HTTP/2 that its server closes tells by GOAWAY what must be sent again
     */
    public void take(Endpoint endpoint, boolean fresh, Taker taker) {
        if (endpoint.protocol() == UpstreamProtocol.HTTP_2) {
            streams.take(endpoint, taker);
            return;
        }
        if (!fresh) {
            Http1UpstreamConnection connection = newestIdle(endpoint);
            if (connection != null) {
                connection.markReused();
                taker.onConnection(connection);
                return;
            }
        }
        open(endpoint, new Http1Opening(endpoint, this, taker));
    }

    /** Opens a connection for {@code opening}, if the endpoint's limit allows for one. */
    void open(Endpoint endpoint, Connector.Opening opening) {
        new RoomSearch(worker, connector, all, endpoint, opening).run();
    }

    private @Nullable Http1UpstreamConnection newestIdle(Endpoint endpoint) {
        ArrayDeque<Http1UpstreamConnection> queue = idle.get(endpoint);
        if (queue == null) {
            return null;
        }
        long oldest = System.nanoTime() - endpoint.policy().keepAlive().toNanos();
        Http1UpstreamConnection connection;
        while ((connection = queue.pollLast()) != null) {
            if (connection.channel().isActive() && connection.idleSince() - oldest > 0) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /**
     * Closes the connection to {@code endpoint} that is idle for the longest time, if there is one, and then runs
     * {@code then}; may be called from any thread, which need not be the one that {@code then} runs on.
     */
    void makeRoom(Endpoint endpoint, Runnable then) {
        worker.execute(() -> evictIdle(endpoint, then));
    }

    private void evictIdle(Endpoint endpoint, Runnable then) {
        ArrayDeque<Http1UpstreamConnection> queue = idle.get(endpoint);
        Http1UpstreamConnection oldest = queue == null ? null : queue.pollFirst();
        Channel socket = oldest == null ? streams.idle(endpoint) : oldest.channel();
        if (socket == null) {
            then.run();
        } else {
            socket.closeFuture().addListener(closed -> then.run());
            socket.close();
        }
    }

    void giveBack(Http1UpstreamConnection connection) {
        if (!connection.channel().isActive()
                || connection.hasBytesLeft()
                || connection.endpoint().policy().keepAlive().isZero()) {
            connection.close();
            return;
        }
        connection.markIdle(System.nanoTime());
        idle.computeIfAbsent(connection.endpoint(), e -> new ArrayDeque<>()).addLast(connection);
        onIdle();
    }

    /** Something is idle, and is to be closed if it stays so. */
    void onIdle() {
        if (!sweeping) {
            sweeping = true;
            worker.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    void forget(Http1UpstreamConnection connection) {
        ArrayDeque<Http1UpstreamConnection> queue = idle.get(connection.endpoint());
        if (queue != null) {
            queue.remove(connection);
        }
    }

    /** Closes what was idle for too long; runs only while something is idle. */
    private void sweep() {
        long now = System.nanoTime();
        for (Iterator<Map.Entry<Endpoint, ArrayDeque<Http1UpstreamConnection>>> entries =
                        idle.entrySet().iterator();
                entries.hasNext(); ) {
            Map.Entry<Endpoint, ArrayDeque<Http1UpstreamConnection>> entry = entries.next();
            long keep = entry.getKey().policy().keepAlive().toNanos();
            ArrayDeque<Http1UpstreamConnection> queue = entry.getValue();
            Http1UpstreamConnection oldest;
            while ((oldest = queue.peekFirst()) != null && now - oldest.idleSince() >= keep) {
                queue.pollFirst();
                oldest.close();
            }
            if (queue.isEmpty()) {
                entries.remove();
            }
        }
        boolean idleStreams = streams.sweep(now);
        sweeping = false;
        if (idleStreams || !idle.isEmpty()) {
            onIdle();
        }
    }

    /** Closes every idle connection; those in use close when they are released or aborted. */
    void closeIdle() {
        idle.values().forEach(queue -> {
            Http1UpstreamConnection connection;
            while ((connection = queue.pollLast()) != null) {
                connection.close();
            }
        });
        idle.clear();
        streams.close();
    }
}
