package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** A download of a given length, written as fast as it is taken. */
final class DownloadAnswer implements LongAnswer {
    private final ChannelHandlerContext context;
    private long left;

    DownloadAnswer(ChannelHandlerContext context, long length) {
        this.context = context;
        this.left = length;
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: " + length + "\r\n\r\n";
        context.write(Unpooled.wrappedBuffer(head.getBytes(US_ASCII)));
    }

    @Override
    public void onWritable() {
        while (left > 0 && context.channel().isWritable()) {
            int size = (int) Math.min(left, Content.BLOCK);
            left -= size;
            context.write(Content.block(size));
        }
        context.flush();
    }

    @Override
    public boolean isOver() {
        return left == 0;
    }
}
