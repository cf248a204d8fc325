package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A stream of server-sent events, one for each token, that say their number and when they were written. */
final class TokenAnswer implements LongAnswer {
    private static final byte[] HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(US_ASCII);

    private final ChannelHandlerContext context;
    private final int tokens;
    private final Future<?> timer;
    private int sent;

    /** {@code tokens} of them, one every {@code micros}; the first one after a part of that, so that streams mix. */
    TokenAnswer(ChannelHandlerContext context, int tokens, long micros) {
        this.context = context;
        this.tokens = tokens;
        context.writeAndFlush(Unpooled.wrappedBuffer(HEAD));
        long first = ThreadLocalRandom.current().nextLong(micros);
        timer = context.executor().scheduleAtFixedRate(this::onTime, first, micros, TimeUnit.MICROSECONDS);
    }

    private void onTime() {
        String event =
                "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token\"}}],"
                        + "\"number\":" + sent + ",\"at\":" + System.nanoTime() + "}\n\n";
        sent++;
        if (isOver()) {
            event += "data: [DONE]\n\n";
            cancel();
        }
        ByteBuf out = context.alloc().directBuffer(event.length() + 16);
        out.writeCharSequence(Integer.toHexString(event.length()) + "\r\n", US_ASCII);
        out.writeCharSequence(event, US_ASCII);
        out.writeCharSequence(isOver() ? "\r\n0\r\n\r\n" : "\r\n", US_ASCII);
        context.writeAndFlush(out);
    }

    @Override
    public boolean isOver() {
        return sent >= tokens;
    }

    @Override
    public void cancel() {
        timer.cancel(false);
    }
}
