package io.phoenix.gateway.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorkersTest {

    private static final int CLIENTS = 8;
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

    private final Workers workers = new Workers(Transport.best(), 1);
    private final EventLoop worker = workers.all().get(0);
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final CountDownLatch left = new CountDownLatch(CLIENTS);
    private ServerSocket server;
    private Channel listening;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 50, LOCAL);
        listening = new ServerBootstrap()
                .group(workers.group())
                .channel(Transport.best().serverChannel())
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new EchoOnDemand());
                    }
                })
                .bind(LOCAL, 0)
                .sync()
                .channel();
    }

    @AfterEach
    void close() throws Exception {
        workers.close();
        server.close();
    }

    /** Reads two messages of one byte, each when the one before is answered, and then nothing more. */
    private final class EchoOnDemand extends ChannelInboundHandlerAdapter {

        private int answers;
        private boolean heard;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.read();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (!heard) {
                faults.add(new AssertionError("woken up for nothing"));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            heard = true;
            // Later, as the gateway answers: by now the socket is watched for nothing, and still told of a reset.
            ctx.executor().execute(() -> {
                ctx.writeAndFlush(message);
                if (++answers < 2) {
                    ctx.read();
                }
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            left.countDown();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            faults.add(cause);
        }
    }

    /**
     * An accepted socket gets the number of one that was just closed. What the worker has yet to hear of the old one,
     * in the events that it fetched together, is not about the new one: that is answered, and heard of when it leaves.
     */
    @Test
    void whatIsHeardOfAConnectionIsNotTakenForTheNextAccepted() throws Exception {
        assumeTrue(Transport.best() == Transport.EPOLL);
        Channel old = connect(new ChannelInboundHandlerAdapter());
        Socket oldPeer = server.accept();
        connect(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ReferenceCountUtil.release(message);
                old.close();
            }
        });
        Socket otherPeer = server.accept();
        List<Socket> clients = new ArrayList<>();
        BusyWorker.during(worker, () -> {
            // In this order: the old one is closed, others are accepted, and then the old one's peer hangs up.
            otherPeer.getOutputStream().write(1);
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Socket(LOCAL, ((InetSocketAddress) listening.localAddress()).getPort()));
            }
            oldPeer.close();
        });
        for (Socket client : clients) {
            client.setSoTimeout(15_000);
            for (int i = 1; i <= 2; i++) {
                client.getOutputStream().write(i);
                assertThat(client.getInputStream().read()).as("%s", faults).isEqualTo(i);
            }
        }
        assertThat(faults).isEmpty();
        for (Socket client : clients) {
            client.setSoLinger(true, 0);
            client.close();
        }
        assertThat(left.await(15, TimeUnit.SECONDS)).isTrue();
        otherPeer.close();
    }

    @Test
    void aChannelThatComesTooLateIsHandedBack() throws Exception {
        workers.close();
        Channel late = Transport.best().clientChannel().getDeclaredConstructor().newInstance();
        ChannelFuture registering = workers.group().register(late);
        assertThat(registering.await(15, TimeUnit.SECONDS)).isTrue();
        assertThat(registering.isSuccess()).isFalse();
        late.unsafe().closeForcibly();
    }

    private Channel connect(ChannelHandler handler) throws Exception {
        return new Bootstrap()
                .group(worker)
                .channel(Transport.best().clientChannel())
                .handler(handler)
                .connect(server.getLocalSocketAddress())
                .sync()
                .channel();
    }
}
