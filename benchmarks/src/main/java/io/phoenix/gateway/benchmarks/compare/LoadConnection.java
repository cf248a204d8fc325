package io.phoenix.gateway.benchmarks.compare;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One connection of the load: sends one request at a time and checks its answer. Confined to its event loop. */
final class LoadConnection extends ChannelInboundHandlerAdapter implements MessageReader.Messages {

    /** Learns what becomes of the requests. Called on the event loop. */
    interface Owner {
        /** The connection can be used, TLS included. */
        void onConnected(LoadConnection connection);

        /** The answer came and is right; the server may have ended the connection with it. */
        void onAnswered(LoadConnection connection);

        /** A wrong answer, or none; the connection is closed. */
        void onFailed(LoadConnection connection, String why);

        /** The server closed the connection in good order, between two requests. */
        default void onClosed(LoadConnection connection) {
            onFailed(connection, "the connection was closed");
        }

        /** The answer has begun. */
        default void onBegun(LoadConnection connection) {}
    }

    private final int number;
    private final Owner owner;
    private final boolean tls;
    private final MessageReader reader = new MessageReader(this);
    private @Nullable Channel channel;
    private @Nullable BodyCheck check;
    private String status = "";
    private boolean closes;
    private boolean over;
    private boolean connected;
    private boolean used;
    private long sentAt;

    LoadConnection(int number, Owner owner, boolean tls) {
        this.number = number;
        this.owner = owner;
        this.tls = tls;
    }

    /** Which of its owner's connections it is. */
    int number() {
        return number;
    }

    /** When the request was sent, by {@link System#nanoTime()}. */
    long sentAt() {
        return sentAt;
    }

    /** Whether nothing more can be sent. */
    boolean isOver() {
        return over;
    }

    /** Whether the target took the connection, be it for a moment. */
    boolean wasConnected() {
        return connected;
    }

    Channel channel() {
        return Objects.requireNonNull(channel, "not connected");
    }

    /** Sends {@code request}, after the answer to the one before. */
    void send(Request request) {
        check = request.check().get();
        used = true;
        sentAt = System.nanoTime();
        channel().writeAndFlush(request.wire().duplicate());
    }

    /** Closes without telling the owner; {@code hard} leaves no port behind that waits. */
    void close(boolean hard) {
        over = true;
        if (hard) {
            channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel().close();
    }

    private void fail(String why) {
        if (!over) {
            over = true;
            channel().close();
            owner.onFailed(this, why);
        }
    }

    // ---- what comes ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connected = true;
        if (!tls) {
            owner.onConnected(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                owner.onConnected(this);
            } else {
                fail("the TLS handshake failed: " + handshake.cause());
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (!over) {
            reader.read(in);
        }
        in.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (over) {
            return;
        }
        if (check == null && used) {
            over = true;
            owner.onClosed(this);
        } else {
            fail("the connection was closed before the answer was complete");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(String.valueOf(cause));
    }

    @Override
    public void onHead(String firstLine, boolean closing) {
        status = firstLine;
        closes = closing;
        if (!status.startsWith("HTTP/1.1 200")) {
            fail("the answer was " + status);
        }
    }

    @Override
    public void onBody(ByteBuf in, int index, int length) {
        if (!over && check != null) {
            check.onBody(in, index, length);
            owner.onBegun(this);
        }
    }

    @Override
    public void onEnd() {
        BodyCheck asked = check;
        check = null;
        String fault = asked == null ? "an answer to no request" : asked.verdict();
        if (over) {
            return;
        }
        if (fault != null) {
            fail(fault);
            return;
        }
        if (closes) {
            close(false);
        }
        owner.onAnswered(this);
    }

    @Override
    public void onMalformed(String why) {
        fail(why);
    }
}
