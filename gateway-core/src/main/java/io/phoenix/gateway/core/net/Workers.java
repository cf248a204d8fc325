package io.phoenix.gateway.core.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of the data path; a "worker" is one of them. A client connection, its upstream connections and all
 * their state live on one worker, so that none of it needs a lock. Thread-safe.
 */
public final class Workers implements AutoCloseable {

    private final Transport transport;
    private final EventLoopGroup group;

    /** Starts {@code count} workers on {@code transport}. */
    public Workers(Transport transport, int count) {
        this.transport = transport;
        this.group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("worker"), transport.ioHandlers());
    }

    /** The transport that all workers drive. */
    public Transport transport() {
        return transport;
    }

    /** The workers as the group that accepted connections are spread over. */
    public EventLoopGroup group() {
        return group;
    }

    /** Every worker, in a fixed order. */
    public List<EventLoop> all() {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : group) {
            loops.add((EventLoop) executor);
        }
        return List.copyOf(loops);
    }

    /** Stops all workers and waits up to ten seconds for them; call it after every channel is closed. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}
