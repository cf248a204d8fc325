package io.phoenix.gateway.core.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.phoenix.gateway.core.http.HeadLimits;
import java.util.List;

/**
 * Makes Netty's messages of the bytes of one connection of HTTP/1.1 (RFC 9112, section 6): a head, pieces of the body
 * as they came, and an end. What is not in order becomes an invalid head, or an invalid end of a body, after which
 * nothing more is read. Whoever gets a piece of a body owns it. Confined to its worker.
 */
public abstract class MessageDecoder extends ByteToMessageDecoder {

    private enum Place {
        HEAD,
        BODY,
        CHUNK_LINES,
        CHUNK_DATA,
        TRAILERS,
        BODY_TO_THE_END,
        OTHER_PROTOCOL,
        BROKEN
    }

    /** How the body of a message is framed. */
    enum Framing {
        /** By what the head says, and otherwise there is none. */
        STATED,
        /** By what the head says, and otherwise by the end of the connection. */
        STATED_OR_TO_THE_END,
        /** There is none, whatever the head says. */
        NO_BODY,
        /** What follows is no longer HTTP. */
        OTHER_PROTOCOL
    }

    private final HeadParser head;
    private final ChunkScanner chunks = new ChunkScanner();
    private Place place = Place.HEAD;

    /** Bytes of the body or chunk that are still to come. */
    private long left;

    /** One for a connection on which {@code requests}, or else answers, come. */
    protected MessageDecoder(HeadLimits limits, boolean requests) {
        head = new HeadParser(limits, requests);
    }

    /** Makes a message of what {@code read} says. */
    abstract HttpMessage message(HeadParser read);

    /** A head whose bytes cannot be read. */
    abstract HttpMessage invalidMessage();

    /**
     * A head came; says how its body is framed.
     *
     * @throws DecoderException if that cannot be told
     */
    abstract Framing framing(HttpMessage message);

    /** Some of a head has come, and not all of it. */
    protected void onPartOfHead(ChannelHandlerContext ctx) {}

    /** Whether a head has begun whose end has not come. */
    final boolean isHeadBegun() {
        return place == Place.HEAD && !head.isAtStart();
    }

    @Override
    protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            switch (place) {
                case HEAD -> head(ctx, in, out);
                case BODY, CHUNK_DATA -> data(in, out);
                case CHUNK_LINES -> chunkLines(in);
                case TRAILERS -> trailers(in, out);
                case BODY_TO_THE_END -> out.add(new DefaultHttpContent(in.readRetainedSlice(in.readableBytes())));
                case OTHER_PROTOCOL -> out.add(in.readRetainedSlice(in.readableBytes()));
                case BROKEN -> in.skipBytes(in.readableBytes());
            }
        } catch (DecoderException fault) {
            in.skipBytes(in.readableBytes());
            refuse(fault, out);
        }
    }

    /** Nothing is read after {@code fault}, which the receiver of the messages learns of. */
    final void refuse(Exception fault, List<Object> out) {
        HttpObject message = place == Place.HEAD ? invalidMessage() : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        message.setDecoderResult(DecoderResult.failure(fault));
        place = Place.BROKEN;
        out.add(message);
    }

    private void head(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!head.look(in)) {
            if (isHeadBegun()) {
                onPartOfHead(ctx);
            }
            return;
        }
        in.skipBytes(head.length());
        HttpMessage message = message(head);
        long length = head.bodyLength();
        head.startHead();
        out.add(message);
        try {
            beginBody(message, length, out);
        } catch (DecoderException fault) {
            message.setDecoderResult(DecoderResult.failure(fault));
            place = Place.BROKEN;
        }
    }

    private void beginBody(HttpMessage message, long length, List<Object> out) {
        Framing framing = framing(message);
        boolean chunked = HttpUtil.isTransferEncodingChunked(message);
        if (framing == Framing.OTHER_PROTOCOL) {
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
            place = Place.OTHER_PROTOCOL;
        } else if (framing != Framing.NO_BODY && chunked) {
            chunks.startChunks();
            place = Place.CHUNK_LINES;
        } else if (framing != Framing.NO_BODY && length > 0) {
            left = length;
            place = Place.BODY;
        } else if (framing == Framing.STATED_OR_TO_THE_END && length < 0) {
            place = Place.BODY_TO_THE_END;
        } else {
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private void data(ByteBuf in, List<Object> out) {
        int size = (int) Math.min(left, in.readableBytes());
        ByteBuf piece = in.readRetainedSlice(size);
        left -= size;
        if (left > 0) {
            out.add(new DefaultHttpContent(piece));
        } else if (place == Place.BODY) {
            out.add(new DefaultLastHttpContent(piece, EmptyHttpHeaders.INSTANCE));
            place = Place.HEAD;
        } else {
            out.add(new DefaultHttpContent(piece));
            chunks.endData();
            place = Place.CHUNK_LINES;
        }
    }

    private void chunkLines(ByteBuf in) {
        int stopped = in.forEachByte(chunks);
        DecoderException fault = chunks.fault();
        if (fault != null) {
            throw fault;
        }
        in.readerIndex(stopped < 0 ? in.writerIndex() : stopped + 1);
        if (!chunks.isStopped()) {
            return;
        }
        left = chunks.size();
        if (left > 0) {
            place = Place.CHUNK_DATA;
        } else {
            head.startTrailers();
            place = Place.TRAILERS;
        }
    }

    private void trailers(ByteBuf in, List<Object> out) {
        if (!head.look(in)) {
            return;
        }
        in.skipBytes(head.length());
        HttpHeaders trailers = head.fields();
        out.add(
                trailers.isEmpty()
                        ? LastHttpContent.EMPTY_LAST_CONTENT
                        : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
        head.startHead();
        place = Place.HEAD;
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(ctx, in, out);
        if (place == Place.BODY_TO_THE_END) {
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
            place = Place.HEAD;
        }
    }

    /** Whether bytes lie here that belong to no message yet. */
    public final boolean hasBytesLeft() {
        return actualReadableBytes() > 0;
    }
}
