package io.phoenix.gateway.core.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the raw bytes of a connection before a codec of HTTP/1.1 decodes them, and finds what the decoded message no
 * longer shows: folded lines, line ends of one byte, blanks where none may be, odd chunks. Each byte of heads and chunk
 * lines is looked at once; bodies are skipped. Confined to one worker.
 *
 * <p>The decoder calls {@link #look} before it decodes and {@link #onDecoded} after.
 */
public final class WireGuard {

    private enum Place {
        HEAD,
        CHUNK_LINES,
        CHUNK_DATA,
        CHUNKS_END,
        /** A body whose bytes have no form. */
        PLAIN_BODY
    }

    private final LineScanner lines;
    private Place place = Place.HEAD;
    private boolean headComplete;
    private long data;

    /** Bytes behind the reader index that were looked at. */
    private int ahead;

    /** One for a connection on which {@code requests}, or else answers, come. */
    public WireGuard(HeadLimits limits, boolean requests) {
        lines = new LineScanner(limits, requests);
    }

    /** Looks at what is new in {@code in}, whose indices stay; returns what must not be decoded, or null. */
    public @Nullable DecoderException look(ByteBuf in) {
        int from = in.readerIndex() + ahead;
        int end = in.writerIndex();
        while (from < end && lines.fault() == null && mayGoOn()) {
            from = place == Place.CHUNK_DATA ? skipData(from, end) : scan(in, from, end);
        }
        ahead = place == Place.PLAIN_BODY ? 0 : from - in.readerIndex();
        return lines.fault();
    }

    private boolean mayGoOn() {
        return switch (place) {
            case HEAD -> !headComplete;
            case CHUNK_LINES, CHUNK_DATA -> true;
            case CHUNKS_END, PLAIN_BODY -> false;
        };
    }

    private int skipData(int from, int end) {
        int skipped = (int) Math.min(data, end - from);
        data -= skipped;
        if (data == 0) {
            place = Place.CHUNK_LINES;
            lines.endData();
        }
        return from + skipped;
    }

    private int scan(ByteBuf in, int from, int end) {
        int stopped = in.forEachByte(from, end - from, lines);
        switch (lines.stop()) {
            case HEAD_END -> headComplete = true;
            case CHUNK_DATA -> {
                place = Place.CHUNK_DATA;
                data = lines.chunk();
            }
            case BODY_END -> place = Place.CHUNKS_END;
            case NONE -> {}
        }
        return stopped < 0 ? end : stopped + 1;
    }

    /** Whether a head has begun whose end has not come. */
    public boolean isHeadBegun() {
        return place == Place.HEAD && !headComplete && !lines.isAtStart();
    }

    /** Whether the codec must wait for the rest of a head. */
    public boolean awaitsHead() {
        return place == Place.HEAD && !headComplete;
    }

    /** Whether the next bytes belong to a body. */
    public boolean isInBody() {
        return place != Place.HEAD;
    }

    /**
     * Learns what the codec made of {@code consumed} bytes: what stands in {@code out} from {@code first} on. False if
     * the codec itself found a fault, after which nothing more is decoded.
     *
     * @throws IllegalStateException if the codec saw a message end where the guard did not
     */
    public boolean onDecoded(int consumed, List<Object> out, int first) {
        if (place != Place.PLAIN_BODY) {
            ahead -= consumed;
        }
        for (int i = first; i < out.size(); i++) {
            if (out.get(i) instanceof HttpObject object) {
                if (object.decoderResult().isFailure()) {
                    return false;
                }
                onObject(object);
            }
        }
        return true;
    }

    private void onObject(HttpObject object) {
        if (object instanceof HttpMessage message) {
            requireAgreement();
            onMessage(message);
        }
        if (object instanceof LastHttpContent) {
            requireAgreement();
            startHead();
        }
    }

    private void requireAgreement() {
        if (ahead != 0) {
            throw new IllegalStateException("codec and guard are " + ahead + " bytes apart");
        }
    }

    private void onMessage(HttpMessage message) {
        if (HttpUtil.isTransferEncodingChunked(message)) {
            place = Place.CHUNK_LINES;
            lines.startChunks();
        } else {
            place = Place.PLAIN_BODY;
        }
    }

    private void startHead() {
        place = Place.HEAD;
        headComplete = false;
        lines.startHead();
    }
}
