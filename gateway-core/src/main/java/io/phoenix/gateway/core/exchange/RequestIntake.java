package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.failure.Retry;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.Trailers;
import io.phoenix.gateway.core.net.ReadGate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client sends of one request's body: asked for, counted, limited, and decoded where it is read. Confined to
 * the exchange's worker.
 */
final class RequestIntake {

    /** Bytes of a refused request that are read and dropped for the sake of the connection. */
    private static final int SHORT_REST = 64 * 1024;

    /** Headers about the bytes of the coded body, which nobody behind us sees. */
    private static final List<String> CODED_BODY_HEADERS =
            List.of("content-encoding", "content-md5", "content-digest", "repr-digest", "digest");

    /** Where the body goes. */
    interface Taker {
        /** Whether decoding may go on. */
        boolean isReady();

        /** Takes ownership of the next bytes of the body as it is without a content coding; {@code last} ends it. */
        void onBody(ByteBuf piece, boolean last);

        /** The body cannot be taken. */
        void fail(Failure failure);
    }

    private final RequestHead head;
    private final ClientSide client;
    private final ExchangeRecord record;
    private final Taker taker;
    private long limit = RoutePolicy.UNLIMITED;
    private @Nullable BodyDecoding decoding;
    private long decoded;
    private boolean pumping;
    private boolean received;
    private boolean ended;
    private boolean over;
    private boolean continued;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;

    RequestIntake(RequestHead head, ClientSide client, ExchangeRecord record, Taker taker) {
        this.head = head;
        this.client = client;
        this.record = record;
        this.taker = taker;
        this.received = !head.hasBody();
        this.ended = received;
    }

    /**
     * Sets the body's longest length, decoded if it is; false if it is known to be longer, which the taker then hears.
     */
    boolean admits(long maxBody) {
        limit = maxBody;
        if (head.contentLength() > maxBody) {
            failTooLarge();
            return false;
        }
        return true;
    }

    /** From the first byte on, the body is to be decoded; null, or the answer if that cannot be done. */
    @Nullable
    LocalReply decode() {
        List<String> codings = ContentCoding.namesIn(head.headers());
        ContentCoding coding = codings.size() == 1 ? ContentCoding.named(codings.get(0)) : null;
        if (coding == null && !codings.isEmpty()) {
            // RFC 9110, section 15.5.16.
            return LocalReply.error(
                            415,
                            "unsupported_content_encoding",
                            "a body is read here in one Content-Encoding out of " + ContentCoding.understood()
                                    + ", or in none")
                    .with("accept-encoding", ContentCoding.understood());
        }
        if (coding != null) {
            decoding = new BodyDecoding(coding, client.allocator());
            CODED_BODY_HEADERS.forEach(head.headers()::remove);
        }
        return null;
    }

    /** Sends 100 when body bytes are first wanted, never earlier: a refused client then never sends them. */
    void askForBody() {
        if (head.expectsContinue() && !continued) {
            continued = true;
            client.write(Responses.continueResponse());
            client.flush();
        }
    }

    /** Takes ownership of a piece of the request's body. */
    void onContent(HttpContent content) {
        if (received || over) {
            // The codec ends bodiless requests too; that end was known from the head.
            content.release();
        } else if (content.decoderResult().isFailure()) {
            content.release();
            taker.fail(new Failure(
                    FailureKind.BAD_REQUEST,
                    Retry.NEVER,
                    "the body is not well-formed chunked coding",
                    content.decoderResult().cause()));
        } else {
            if (content instanceof LastHttpContent last) {
                received = true;
                // Those of a decoded body may be digests of what nobody behind us sees.
                trailers = decoding == null ? Trailers.permitted(last.trailingHeaders()) : trailers;
            }
            onBytes(content.content());
        }
    }

    private void onBytes(ByteBuf chunk) {
        record.onRequestBytes(chunk.readableBytes());
        if (record.requestBytes() > limit) {
            chunk.release();
            failTooLarge();
        } else if (decoding == null) {
            ended = received;
            taker.onBody(chunk, ended);
        } else {
            decoding.add(chunk);
            if (received) {
                decoding.endInput();
            }
            resume();
        }
    }

    /** Goes on decoding, if anything is left to be decoded, as far as the taker is ready. */
    void resume() {
        BodyDecoding coded = decoding;
        if (coded == null || pumping || over) {
            return;
        }
        pumping = true;
        while (!over && !ended && taker.isReady() && decodeOne(coded)) {
            // One piece is out.
        }
        pumping = false;
        if (over || ended || coded.isStarved()) {
            client.gate().open(ReadGate.Reason.DECODING);
        } else {
            client.gate().close(ReadGate.Reason.DECODING);
        }
    }

    /** False when there is nothing to hand out. */
    private boolean decodeOne(BodyDecoding coded) {
        ByteBuf piece = coded.next();
        ended = coded.isEnded();
        if (coded.failure() != null) {
            taker.fail(coded.failure());
        } else if (piece != null) {
            decoded += piece.readableBytes();
            onDecoded(piece);
        } else if (ended) {
            taker.onBody(Unpooled.EMPTY_BUFFER, true);
        }
        return piece != null;
    }

    private void onDecoded(ByteBuf piece) {
        if (decoded > limit) {
            piece.release();
            failTooLarge();
        } else {
            taker.onBody(piece, ended);
        }
    }

    private void failTooLarge() {
        taker.fail(Failure.of(
                FailureKind.BODY_TOO_LARGE, "the body is longer than the " + limit + " bytes that this route takes"));
    }

    /** Whether the taker has got the whole body. */
    boolean isEnded() {
        return ended;
    }

    /** What the client sent behind the body and may be passed on, once the body has ended. */
    HttpHeaders trailers() {
        return trailers;
    }

    /** The length of the body as the taker gets it, or -1 where only its end will tell. */
    long length() {
        return decoding == null ? head.contentLength() : -1;
    }

    /** Whether what the client still sends is so little that reading it beats closing the connection. */
    boolean isRestShort() {
        if (received) {
            return true;
        }
        boolean clientMayNotSend = head.expectsContinue() && !continued;
        long rest = head.contentLength() - record.requestBytes();
        return !clientMayNotSend && !head.isChunked() && rest <= SHORT_REST;
    }

    /** Takes nothing more and lets go of what is not decoded. */
    void close() {
        over = true;
        if (decoding != null) {
            decoding.release();
        }
    }
}
