package io.phoenix.gateway.server.demo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Stand-ins for every program behind the gateway, each on a loopback port of its own, all on one event loop: enough to
 * see the gateway at work on any machine. Whoever starts them closes them; every method may be called from any thread
 * but that event loop's.
 */
public final class DemoBackends implements AutoCloseable {

    /** A token about every 30 ms: the pace of a mid-sized model on one GPU. */
    private static final Duration PACE = Duration.ofMillis(30);

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("demo", true), NioIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(group.next());
    private final Map<DemoApp, DemoCounters> counters = new EnumMap<>(DemoApp.class);
    private final Map<DemoApp, InetSocketAddress> addresses = new EnumMap<>(DemoApp.class);

    private DemoBackends() {}

    /** Starts all of them at the pace of a real model. */
    public static DemoBackends start() {
        return start(PACE);
    }

    /** Starts all of them, with so much time between two tokens of a stream. */
    public static DemoBackends start(Duration pace) {
        DemoBackends backends = new DemoBackends();
        try {
            for (DemoApp app : DemoApp.values()) {
                backends.bind(app, pace);
            }
            return backends;
        } catch (RuntimeException | Error e) {
            backends.close();
            throw e;
        }
    }

    /** Where the stand-in listens. */
    public InetSocketAddress address(DemoApp app) {
        return found(addresses, app);
    }

    /** How many requests were cut off because the client closed its connection before the answer's end. */
    public long aborted(DemoApp app) {
        return found(counters, app).aborted.get();
    }

    /** How many connections the stand-in has accepted. */
    public long connections(DemoApp app) {
        return found(counters, app).connections.get();
    }

    private static <T> T found(Map<DemoApp, T> map, DemoApp app) {
        T value = map.get(app);
        if (value == null) {
            throw new IllegalStateException(app + " was not started");
        }
        return value;
    }

    private void bind(DemoApp app, Duration pace) {
        DemoCounters seen = new DemoCounters();
        DemoBackend backend = new DemoBackend(app.label(), application(app, seen), seen, pace);
        Channel channel = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        channels.add(connection);
                        connection
                                .pipeline()
                                .addLast(
                                        new HttpServerCodec(decoding()),
                                        new HttpServerKeepAliveHandler(),
                                        new DemoConnection(backend));
                    }
                })
                .bind(NetUtil.LOCALHOST4, 0)
                .syncUninterruptibly()
                .channel();
        channels.add(channel);
        counters.put(app, seen);
        addresses.put(app, (InetSocketAddress) channel.localAddress());
    }

    /** As generous as the programs themselves: what is to be refused, the gateway refuses. */
    private static HttpDecoderConfig decoding() {
        return new HttpDecoderConfig().setMaxInitialLineLength(1 << 20).setMaxHeaderSize(4 << 20);
    }

    private static DemoApplication application(DemoApp app, DemoCounters counters) {
        return switch (app) {
            case VLLM_CHAT -> new VllmServer(new VllmChat(counters), counters);
            case VLLM_EMBEDDING -> new VllmServer(new VllmEmbedding(counters), counters);
            case WHISPER -> new Whisper();
            case QDRANT -> new Qdrant();
            case N8N -> new N8n();
            case OPEN_WEBUI -> new OpenWebUi();
            case OLLAMA -> new Ollama();
            case LLAMACPP -> new LlamaCpp();
            case PORTAINER -> new Portainer();
        };
    }

    /** Closes every connection, in the middle of an answer too, and ends the event loop. */
    @Override
    public void close() {
        channels.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
