package io.phoenix.gateway.core.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.net.BusyWorker;
import io.phoenix.gateway.core.net.Transport;
import io.phoenix.gateway.core.net.Workers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ConnectorTest {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Workers workers = new Workers(Transport.best(), 1);
    private final EventLoop worker = workers.group().next();
    private final Connector connector = new Connector(Transport.best());
    private ServerSocket server;
    private Endpoint endpoint;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        endpoint = new Endpoint(
                "app", "127.0.0.1", server.getLocalPort(), new UpstreamPolicy(LIMIT, LIMIT, LIMIT, LIMIT, 100), null);
    }

    @AfterEach
    void close() throws Exception {
        connector.close();
        workers.close();
        server.close();
    }

    private Channel connect(ChannelHandler handler) throws Exception {
        return new Bootstrap()
                .group(worker)
                .channel(Transport.best().clientChannel())
                .handler(handler)
                .connect(endpoint.address())
                .sync()
                .channel();
    }

    /**
     * A new socket gets the number of one that was just closed. What the worker has yet to hear of the old one, in the
     * events that it fetched together, is not about the new one.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsHeardOfAConnectionIsNotTakenForTheNext(boolean hangsUp) throws Exception {
        Channel old = connect(new ChannelInboundHandlerAdapter());
        Socket oldPeer = server.accept();
        List<CompletableFuture<Channel>> next = new ArrayList<>();
        CompletableFuture<Void> opened = new CompletableFuture<>();
        Channel other = connect(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ReferenceCountUtil.release(message);
                old.close();
                for (int i = 0; i < 8; i++) {
                    next.add(open());
                }
                opened.complete(null);
            }
        });
        Socket otherPeer = server.accept();
        BusyWorker.during(worker, () -> {
            otherPeer.getOutputStream().write(1);
            if (hangsUp) {
                oldPeer.close();
            } else {
                oldPeer.getOutputStream().write(1);
            }
        });
        opened.get(30, TimeUnit.SECONDS);
        for (CompletableFuture<Channel> connection : next) {
            assertThat(connection.get(30, TimeUnit.SECONDS).isActive()).isTrue();
        }
        oldPeer.close();
        otherPeer.close();
        other.close();
    }

    private CompletableFuture<Channel> open() {
        CompletableFuture<Channel> result = new CompletableFuture<>();
        connector.connect(worker, endpoint, new Connector.Opening() {
            @Override
            public void install(Channel channel) {
                channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        result.completeExceptionally(cause);
                    }
                });
            }

            @Override
            public void onOpen(Channel channel) {
                result.complete(channel);
            }

            @Override
            public boolean isWanted() {
                return true;
            }

            @Override
            public void onFailure(Failure failure) {
                result.completeExceptionally(new AssertionError(failure.toString()));
            }
        });
        return result;
    }
}
