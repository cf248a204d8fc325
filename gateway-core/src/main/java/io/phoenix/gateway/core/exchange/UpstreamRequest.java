package io.phoenix.gateway.core.exchange;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.http.HopByHop;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestId;
import java.util.List;

/**
 * The request as the upstream gets it: framed by us, whatever the client's framing was. The client's headers are edited
 * in place, once, and serve every attempt. Confined to the exchange's worker.
 */
final class UpstreamRequest {

    private final RequestHead head;
    private final RouteDecision.Forward forward;

    UpstreamRequest(RequestHead head, RouteDecision.Forward forward, ForwardedHeaders forwarded) {
        this.head = head;
        this.forward = forward;
        HttpHeaders headers = head.headers();
        HopByHop.strip(headers);
        headers.remove(HttpHeaderNames.EXPECT);
        forwarded.apply(head, forward.strippedPrefix());
        headers.set(RequestId.HEADER, head.requestId());
        String upgrade = head.upgrade();
        if (upgrade != null) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, upgrade);
        }
    }

    EndpointSelector upstream() {
        return forward.upstream();
    }

    List<BodyEdit> edits() {
        return forward.edits();
    }

    /**
     * The head for an attempt; {@code wholeBody} is the body's length before edits if all of it has arrived, else -1.
     */
    HttpRequest head(long wholeBody) {
        HttpHeaders headers = head.headers();
        long length = head.contentLength() >= 0 ? head.contentLength() : wholeBody;
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        if (head.isChunked() && wholeBody < 0) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (head.isChunked() || head.contentLength() >= 0) {
            for (BodyEdit edit : forward.edits()) {
                length += edit.growth();
            }
            headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, head.method(), forward.target(), headers);
    }
}
