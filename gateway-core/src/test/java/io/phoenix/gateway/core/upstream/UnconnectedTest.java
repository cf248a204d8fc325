package io.phoenix.gateway.core.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UnconnectedTest {

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());

    @AfterEach
    void stop() {
        group.shutdownGracefully().awaitUninterruptibly();
    }

    /** What the handlers hear of {@code cause} on a channel that is registered and has not been told to connect. */
    private List<Throwable> heardOf(Throwable cause) throws Exception {
        List<Throwable> heard = new ArrayList<>();
        LocalChannel channel = new LocalChannel();
        channel.pipeline().addLast(new Unconnected(), new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
                heard.add(thrown);
            }
        });
        group.register(channel).sync();
        channel.eventLoop()
                .submit(() -> channel.pipeline().fireExceptionCaught(cause))
                .sync();
        channel.close().sync();
        return heard;
    }

    @Test
    void aReadBeforeTheConnectHarmsNothing() throws Exception {
        assertThat(heardOf(new NotYetConnectedException())).isEmpty();
    }

    @Test
    void anythingElseIsHeard() throws Exception {
        IOException refused = new IOException("refused");
        assertThat(heardOf(refused)).containsExactly(refused);
    }

    @Test
    void itIsGoneWhenTheConnectionIsThere() {
        EmbeddedChannel connected = new EmbeddedChannel(new Unconnected());
        assertThat(connected.pipeline().get(Unconnected.class)).isNull();
        connected.finishAndReleaseAll();
    }
}
