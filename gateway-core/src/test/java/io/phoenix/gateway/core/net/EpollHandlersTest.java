package io.phoenix.gateway.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandler;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EpollHandlersTest {

    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private MultiThreadIoEventLoopGroup group;
    private ServerSocket server;
    private Channel channel;
    private Socket peer;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Transport.EPOLL.isAvailable());
        group = new MultiThreadIoEventLoopGroup(1, this::newCountingHandler);
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        channel = new Bootstrap()
                .group(group)
                .channel(Transport.EPOLL.clientChannel())
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                        read.addAndGet(((ByteBuf) message).readableBytes());
                        ReferenceCountUtil.release(message);
                    }

                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                        if (event instanceof ChannelInputShutdownReadComplete) {
                            ended.countDown();
                        }
                    }
                })
                .connect(server.getLocalSocketAddress())
                .sync()
                .channel();
        peer = server.accept();
        peer.setSoTimeout(15_000);
    }

    private void endPeer() throws Exception {
        peer.shutdownOutput();
        assertThat(ended.await(15, TimeUnit.SECONDS)).isTrue();
        awaitRounds(2);
    }

    @AfterEach
    void close() throws Exception {
        if (group != null) {
            peer.close();
            server.close();
            group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    private IoHandler newCountingHandler(ThreadAwareExecutor executor) {
        IoHandler handler = Transport.EPOLL.ioHandlers().newHandler(executor);
        return (IoHandler) Proxy.newProxyInstance(
                IoHandler.class.getClassLoader(), new Class<?>[] {IoHandler.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(handler, arguments);
                    if (method.getName().equals("run")) {
                        events.addAndGet((Integer) result);
                        rounds.incrementAndGet();
                    }
                    return result;
                });
    }

    /** Lets the loop look for events at least so many times, whether or not there are any. */
    private void awaitRounds(int count) throws Exception {
        int last = rounds.get() + count;
        while (rounds.get() < last) {
            channel.eventLoop().submit(() -> {}).sync();
        }
    }

    @Test
    void aHalfClosedSocketCanWaitForItsReader() throws Exception {
        endPeer();
        int total = 32 * 1024 * 1024;
        ChannelFuture written =
                channel.writeAndFlush(channel.alloc().buffer(total).writeZero(total));
        channel.eventLoop().submit(() -> {}).sync();
        assertThat(written.isDone()).isFalse();
        peer.getInputStream().skipNBytes(total);
        assertThat(written.await(15, TimeUnit.SECONDS)).isTrue();
        assertThat(written.isSuccess()).isTrue();
    }

    @Test
    void aSocketThatIsDoneWithBothWaysWakesNobody() throws Exception {
        endPeer();
        ((DuplexChannel) channel).shutdownOutput().sync();
        awaitRounds(10);
        int before = events.get();
        awaitRounds(100);
        assertThat(events.get()).isEqualTo(before);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void whatComesBeforeTheEndWaitsUntilItIsWanted() throws Exception {
        channel.config().setAutoRead(false);
        awaitRounds(2);
        peer.getOutputStream().write(new byte[50_000]);
        peer.shutdownOutput();
        awaitRounds(10);
        // The read that had been asked for before is made.
        assertThat(read).hasValueLessThan(10_000);
        int before = events.get();
        awaitRounds(100);
        assertThat(events.get()).isEqualTo(before);
        channel.config().setAutoRead(true);
        assertThat(ended.await(15, TimeUnit.SECONDS)).isTrue();
        assertThat(read).hasValue(50_000);
    }

    @Test
    void aResetIsHeardOfAlthoughNothingIsRead() throws Exception {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        channel.config().setAutoRead(false);
        awaitRounds(2);
        peer.setSoLinger(true, 0);
        peer.close();
        assertThat(channel.closeFuture().await(15, TimeUnit.SECONDS)).isTrue();
    }
}
