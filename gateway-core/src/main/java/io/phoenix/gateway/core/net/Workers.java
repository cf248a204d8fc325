package io.phoenix.gateway.core.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
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
        this.group = new Group(count, transport.ioHandlers());
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

    /**
     * Hands accepted connections to their workers. Not at once: a new socket gets the number of one that was just
     * closed, and epoll's events are told apart by that number alone. Those that the worker has fetched are worked off
     * before its tasks, so that none of an old socket's meets the new one.
     */
    private static final class Group extends MultiThreadIoEventLoopGroup {

        Group(int count, IoHandlerFactory ioHandlers) {
            super(count, new DefaultThreadFactory("worker"), ioHandlers);
        }

        @Override
        public ChannelFuture register(Channel channel) {
            EventLoop worker = next();
            ChannelPromise registered = new DefaultChannelPromise(channel, worker);
            try {
                worker.execute(() -> worker.register(registered));
                return registered;
            } catch (RejectedExecutionException stopped) {
                // The worker cannot tell anybody any more; who gave the channel closes it on hearing so.
                return new DefaultChannelPromise(channel, GlobalEventExecutor.INSTANCE).setFailure(stopped);
            }
        }
    }
}
