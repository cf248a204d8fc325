package io.phoenix.gateway.core.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.phoenix.gateway.core.exchange.Deadlines;
import io.phoenix.gateway.core.exchange.ExchangeEnvironment;
import io.phoenix.gateway.core.exchange.ExchangeHandler;
import io.phoenix.gateway.core.http.HeadAndEnd;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.net.ReadGate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes every stream of one HTTP/2 connection end in an exchange, by the same messages as HTTP/1.1. Runs on the
 * connection's worker.
 */
final class Http2Streams extends ChannelInitializer<Channel> {

    private final ExchangeEnvironment environment;
    private final RequestHead.ClientConnection client;
    private final Duration stallLimit;
    private final @Nullable StrictTransport strictTransport;
    private final Http2RequestGuard guard = new Http2RequestGuard();
    private final Http2StreamFrameToHttpObjectCodec codec = new Http2StreamFrameToHttpObjectCodec(true);

    /** For the streams of {@code client}; {@code stallLimit} is how long the end of an answer may wait for it. */
    Http2Streams(
            ExchangeEnvironment environment,
            RequestHead.ClientConnection client,
            Duration stallLimit,
            @Nullable StrictTransport strictTransport) {
        this.environment = environment;
        this.client = client;
        this.stallLimit = stallLimit;
        this.strictTransport = strictTransport;
    }

    @Override
    protected void initChannel(Channel stream) {
        stream.config().setWriteBufferWaterMark(Listener.WATER_MARK);
        ReadGate gate = new ReadGate(stream);
        Deadlines deadlines = new Deadlines(stream.eventLoop());
        Http2Stream protocol = new Http2Stream(stallLimit, deadlines);
        ExchangeHandler exchanges = new ExchangeHandler(environment, client, protocol, gate, deadlines);
        protocol.serve(exchanges);
        stream.pipeline().addLast(guard, codec, new HeadAndEnd());
        if (strictTransport != null) {
            stream.pipeline().addLast(strictTransport);
        }
        stream.pipeline().addLast(protocol, exchanges);
    }
}
