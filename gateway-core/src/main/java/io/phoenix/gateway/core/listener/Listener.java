package io.phoenix.gateway.core.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.phoenix.gateway.core.exchange.ExchangeEnvironment;
import io.phoenix.gateway.core.net.ReceiveBuffers;
import io.phoenix.gateway.core.net.Workers;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One bound address and the client connections accepted on it. Its methods block and are called from the program's own
 * threads only.
 */
public final class Listener {

    /** When a connection, or a stream, takes no more of what is to be sent. */
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final String name;
    private final Channel channel;
    private final ChannelGroup connections;
    private final List<EventLoop> workers;
    private final boolean shared;

    private Listener(ListenerSettings settings, Channel channel, ChannelGroup connections, List<EventLoop> workers) {
        this.name = settings.name();
        this.shared = settings.reusePort();
        this.workers = workers;
        this.channel = channel;
        this.connections = connections;
    }

    /**
     * Makes sure that {@link #start} could bind the address, without taking a client: a socket that does not listen
     * gets no connection, even where it shares its port with one that does.
     *
     * @throws IOException when the address cannot be bound, with a message that names it
     */
    public static void requireBindable(ListenerSettings settings) throws IOException {
        InetSocketAddress address = settings.address();
        if (address.isUnresolved()) {
            throw unbound(settings, "the name is not known", null);
        }
        boolean old = address.getAddress() instanceof Inet4Address;
        // A server socket of the JDK would listen as soon as it is bound; one for clients can be bound too.
        try (SocketChannel socket =
                SocketChannel.open(old ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (settings.reusePort()) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            socket.bind(address);
        } catch (IOException e) {
            throw unbound(settings, String.valueOf(e.getMessage()), e);
        }
    }

    private static IOException unbound(ListenerSettings settings, String why, @Nullable Throwable cause) {
        InetSocketAddress address = settings.address();
        return new IOException(
                "listener " + settings.name() + " cannot bind " + address.getHostString() + ":" + address.getPort()
                        + ": " + why,
                cause);
    }

    /**
     * Binds the address and accepts from then on.
     *
     * @param admission shared by all listeners
     * @param environments gives the environment of exchanges on a worker
     * @throws IOException when the address cannot be bound, with a message that names it
     */
    public static Listener start(
            ListenerSettings settings,
            Workers workers,
            Admission admission,
            Function<EventExecutor, ExchangeEnvironment> environments)
            throws IOException {
        String name = settings.name();
        InetSocketAddress address = settings.address();
        ChannelGroup connections = new DefaultChannelGroup(name, GlobalEventExecutor.INSTANCE);
        ListenerSettings.Tls tls = settings.tls();
        Duration strict = tls == null ? null : tls.strictTransport();
        HttpStart http = new HttpStart(
                settings.limits(), strict == null ? null : new StrictTransport(strict), admission, environments);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(workers.group())
                .channel(workers.transport().serverChannel())
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new AcceptPause(name, admission))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, ReceiveBuffers.INSTANCE)
                .childHandler(new ListenerInitializer(settings, admission, http, connections));
        if (settings.reusePort()) {
            bootstrap.option(workers.transport().reusePort(), true);
        }
        ChannelFuture binding = bootstrap.bind(address).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            Throwable cause = binding.cause();
            throw unbound(settings, cause == null ? "interrupted" : String.valueOf(cause.getMessage()), cause);
        }
        return new Listener(settings, binding.channel(), connections, workers.all());
    }

    /** The listener's name. */
    public String name() {
        return name;
    }

    /** The address that was bound, with the port that the system chose if none was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Client connections open now. */
    public int connections() {
        return connections.size();
    }

    /**
     * Accepts no more, and lets every connection end with its running answer, or with the next one if that is asked for
     * soon; where the port is shared, one connection after the other ({@link Drain#SPREAD}). Waits for none of them,
     * only until each worker has taken over what was accepted last: a second at most.
     *
     * @param limit after which who is left is cut off
     */
    public void drain(Duration limit) {
        channel.close().awaitUninterruptibly();
        // Whoever was accepted last is on the way to its worker, and joins the group there.
        workers.forEach(worker -> worker.submit(() -> {}).awaitUninterruptibly(1, TimeUnit.SECONDS));
        beginDrain(limit);
        workers.get(0).schedule(() -> tell(Drain.WAITED), Drain.NEXT_REQUEST.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void beginDrain(Duration limit) {
        long spread = shared ? Math.min(Drain.SPREAD.toNanos(), limit.toNanos() / 2) : 0;
        for (Channel connection : connections) {
            long delay = spread == 0 ? 0 : ThreadLocalRandom.current().nextLong(spread);
            connection
                    .eventLoop()
                    .schedule(
                            () -> connection.pipeline().fireUserEventTriggered(Drain.BEGINS),
                            delay,
                            TimeUnit.NANOSECONDS);
        }
    }

    private void tell(Drain event) {
        for (Channel connection : connections) {
            connection.pipeline().fireUserEventTriggered(event);
        }
    }

    /** Waits until no connection is left or {@code limit} is over; true if none is left. */
    public boolean awaitDrained(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean drained = true;
        for (Channel connection : connections) {
            // Not the group: a closed connection may leave it a moment later.
            drained &=
                    connection.closeFuture().awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        return drained;
    }

    /** Closes every connection that is left. */
    public void stop() {
        channel.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }
}
