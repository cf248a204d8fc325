package io.phoenix.gateway.core.exchange;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.http.HopByHop;
import io.phoenix.gateway.core.http.PublicAnswer;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestId;
import io.phoenix.gateway.core.http.WebSocketKey;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamProtocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request as the upstream gets it: framed by us, whatever the client's framing was. The client's headers are edited
 * in place, once, and serve every attempt. Confined to the exchange's worker.
 */
final class UpstreamRequest {

    private final RequestHead head;
    private final RouteDecision.Forward forward;
    private final @Nullable WebSocketKey key;

    UpstreamRequest(RequestHead head, RouteDecision.Forward forward, ForwardedHeaders forwarded) {
        this.head = head;
        this.forward = forward;
        HttpHeaders headers = head.headers();
        HopByHop.strip(headers);
        headers.remove(HttpHeaderNames.EXPECT);
        forwarded.apply(head, forward.strippedPrefix());
        headers.set(RequestId.HEADER, head.requestId());
        if (forward.answers() != null) {
            // Only plain bytes can be edited.
            headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
        }
        String upgrade = head.upgrade();
        if (upgrade != null) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, upgrade);
        }
        // HTTP/2 has no such key (RFC 8441, section 5), while HTTP/1.1 cannot do without one.
        key = upgrade != null && head.isOnStream() ? WebSocketKey.random() : null;
        if (key != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key.text());
        }
    }

    /** Whether this 101 is an answer to the request, as far as it is for the gateway to see to that. */
    boolean isSwitchedBy(HttpResponse response) {
        return key == null || key.isProvenBy(response.headers());
    }

    EndpointSelector upstream() {
        return forward.upstream();
    }

    List<BodyEdit> edits() {
        return forward.edits();
    }

    @Nullable
    AnswerEditor answers() {
        return forward.answers();
    }

    /** Edits the head of an answer by {@code endpoint} for where the client sees the upstream. */
    void publish(HttpResponse answer, Endpoint endpoint) {
        PublicAnswer.edit(
                answer.headers(), head.headers(), forward.strippedPrefix(), endpoint.host(), endpoint.toString());
    }

    /**
     * The head for an attempt by {@code protocol}; {@code length} is the body's length in bytes before edits, or -1
     * where it is not known. HTTP/2 has a TE of one value, which servers of gRPC look for (RFC 9113, section 8.2.2).
     */
    HttpRequest head(long length, UpstreamProtocol protocol) {
        HttpHeaders headers = head.headers();
        if (protocol == UpstreamProtocol.HTTP_2 && head.asksForTrailers()) {
            headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        } else {
            headers.remove(HttpHeaderNames.TE);
        }
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        if (head.isChunked() || head.contentLength() >= 0) {
            frame(headers, length);
        }
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, head.method(), forward.target(), headers);
    }

    private void frame(HttpHeaders headers, long length) {
        if (length < 0) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            return;
        }
        long edited = length;
        for (BodyEdit edit : forward.edits()) {
            edited += edit.growth();
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, edited);
    }
}
