package io.phoenix.gateway.core.upstream;

import io.netty.channel.EventLoop;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The opening of one connection, within its endpoint's limit. At the limit an idle connection makes room, which may lie
 * with another worker: they are asked one after the other. As long as fewer attempts run than there may be connections,
 * one of these is free or about to be: closing, being opened for a client that has left, or lent and given back behind
 * the back of the search. So it goes round again, for no longer than a connection may take to open. Whoever comes while
 * as many attempts run is refused at once, so that there are never more searches than connections. Confined to the
 * worker that asks.
 */
final class RoomSearch {

    private static final long PAUSE_MILLIS = 2;

    private final EventLoop worker;
    private final Connector connector;
    private final List<ConnectionPool> pools;
    private final Endpoint endpoint;
    private final Connector.Opening opening;
    private final long began = System.nanoTime();
    private Iterator<ConnectionPool> round;

    RoomSearch(
            EventLoop worker,
            Connector connector,
            List<ConnectionPool> pools,
            Endpoint endpoint,
            Connector.Opening opening) {
        this.worker = worker;
        this.connector = connector;
        this.pools = pools;
        this.endpoint = endpoint;
        this.opening = opening;
        this.round = pools.iterator();
    }

    /** Opens the connection if there is room now, and looks for room if not; to be called on the worker. */
    void run() {
        if (!opening.isWanted()) {
            // It would take the room that others wait for.
            opening.onFailure(Connector.unwanted(endpoint));
        } else if (endpoint.tryAddConnection()) {
            connector.connect(worker, endpoint, opening);
        } else if (round.hasNext() && (mayFindRoom() || endpoint.protocol() == UpstreamProtocol.HTTP_2)) {
            round.next().makeRoom(endpoint, () -> worker.execute(this::run));
        } else if (mayFindRoom() && mayGoOn()) {
            round = pools.iterator();
            worker.schedule(this::run, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            opening.onFailure(Failure.unsent(
                    FailureKind.NO_CAPACITY,
                    "all " + endpoint.policy().maxConnections() + " connections to " + endpoint + " are in use",
                    null));
        }
    }

    /** The attempt that asks is one of those in flight. */
    private boolean mayFindRoom() {
        return endpoint.inFlight() <= endpoint.policy().maxConnections();
    }

    private boolean mayGoOn() {
        return System.nanoTime() - began < endpoint.policy().connectTimeout().toNanos();
    }
}
