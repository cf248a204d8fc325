package io.phoenix.gateway.core.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.phoenix.gateway.core.net.Workers;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/** The fixed map from worker to its {@link ConnectionPool}. Thread-safe: it never changes after construction. */
public final class ConnectionPools implements AutoCloseable {

    private final IdentityHashMap<EventExecutor, ConnectionPool> pools = new IdentityHashMap<>();
    private final Connector connector;

    /** One pool for each of {@code workers}. */
    public ConnectionPools(Workers workers) {
        connector = new Connector(workers.transport());
        List<ConnectionPool> all = new ArrayList<>();
        for (EventLoop worker : workers.all()) {
            ConnectionPool pool = new ConnectionPool(worker, connector, all);
            all.add(pool);
            pools.put(worker, pool);
        }
    }

    /** The pool of {@code worker}, to be used on it only. */
    public ConnectionPool of(EventExecutor worker) {
        return Objects.requireNonNull(pools.get(worker), "not a worker");
    }

    /** Closes the idle connections of every worker. */
    @Override
    public void close() {
        pools.forEach((worker, pool) -> worker.submit(pool::closeIdle).awaitUninterruptibly());
        connector.close();
    }
}
