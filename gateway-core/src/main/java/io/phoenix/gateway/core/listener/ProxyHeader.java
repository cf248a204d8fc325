package io.phoenix.gateway.core.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the client's address from the PROXY protocol's header (version 1 or 2), with which the proxy in front begins
 * every connection. A connection without a well-formed one is closed. Leaves the pipeline with the header; runs on the
 * connection's worker.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {

    /** What proxies add about themselves; it is passed over, and more of it is malformed. */
    private static final int LONGEST_EXTRAS = 4 * 1024;

    private final Duration limit;
    private final InetSocketAddress proxy;
    private final Admission admission;
    private final Consumer<InetSocketAddress> onClient;
    private @Nullable ScheduledFuture<?> timer;
    private boolean told;
    private boolean draining;

    private ProxyHeader(
            Duration limit, InetSocketAddress proxy, Admission admission, Consumer<InetSocketAddress> onClient) {
        this.limit = limit;
        this.proxy = proxy;
        this.admission = admission;
        this.onClient = onClient;
    }

    /**
     * Puts it at the end of {@code pipeline}.
     *
     * @param limit for the header to come
     * @param proxy the other end of the socket, which is also the client if the header names none
     * @param onClient gets the client's address and puts what comes next at the end of the pipeline
     */
    static void install(
            ChannelPipeline pipeline,
            Duration limit,
            InetSocketAddress proxy,
            Admission admission,
            Consumer<InetSocketAddress> onClient) {
        pipeline.addLast(
                new HAProxyMessageDecoder(LONGEST_EXTRAS, true), new ProxyHeader(limit, proxy, admission, onClient));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> refuse(ctx), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HAProxyMessage header && !told) {
                told = true;
                onClient.accept(client(header));
                if (draining) {
                    ctx.fireUserEventTriggered(Drain.BEGINS);
                }
                ctx.pipeline().remove(this);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** The address that is told; the proxy's own for its health checks (LOCAL) and for what it does not know. */
    private InetSocketAddress client(HAProxyMessage header) {
        AddressFamily family = header.proxiedProtocol().addressFamily();
        byte[] address = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6
                ? NetUtil.createByteArrayFromIpAddressString(header.sourceAddress())
                : null;
        try {
            return address == null
                    ? proxy
                    : new InetSocketAddress(InetAddress.getByAddress(address), header.sourcePort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the bytes of an address have the length of one", e);
        }
    }

    private void refuse(ChannelHandlerContext ctx) {
        if (!told) {
            told = true;
            admission.onRefused(Refusal.PROXY_HEADER);
            ctx.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.BEGINS) {
            draining = true;
        } else if (event == Drain.WAITED) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(ctx);
        ctx.close();
    }
}
