package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.http.HopByHop;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestId;
import io.phoenix.gateway.core.http.Trailers;

/** What answers look like towards the client, theirs and ours. Stateless. */
final class Responses {

    private Responses() {}

    static HttpResponse continueResponse() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    }

    /** An upstream's interim answer without what concerns its connection. */
    static HttpResponse interim(HttpResponse response) {
        HopByHop.strip(response.headers());
        response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                response.status(),
                Unpooled.EMPTY_BUFFER,
                response.headers(),
                EmptyHttpHeaders.INSTANCE);
    }

    /** Edits an upstream's head in place: connection headers go, and the framing becomes ours (RFC 9112, section 6). */
    static void prepare(HttpResponse response, RequestHead head) {
        boolean chunked = HttpUtil.isTransferEncodingChunked(response);
        HopByHop.strip(response.headers());
        response.headers().set(RequestId.HEADER, head.requestId());
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
        boolean unknownLength = chunked || !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        if (!unknownLength || !hasBody(response, head)) {
            return;
        }
        response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        if (head.version().equals(HttpVersion.HTTP_1_1)) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (head.version().equals(HttpVersion.HTTP_1_0)) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** Whether a body may follow this final answer to {@code head} (RFC 9112, section 6.3). */
    static boolean hasBody(HttpResponse response, RequestHead head) {
        int status = response.status().code();
        return !head.method().equals(HttpMethod.HEAD) && status != 204 && status != 304;
    }

    /** Edits a 101 in place; on a stream of HTTP/2 it becomes a 200 (RFC 8441, section 5). */
    static void prepareSwitch(HttpResponse response, RequestHead head) {
        String protocol = response.headers().get(HttpHeaderNames.UPGRADE, head.upgrade());
        HopByHop.strip(response.headers());
        if (head.isOnStream()) {
            response.setStatus(HttpResponseStatus.OK);
            response.headers().remove(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
            response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            response.headers().set(HttpHeaderNames.UPGRADE, protocol);
        }
        response.headers().set(RequestId.HEADER, head.requestId());
    }

    /**
     * The end of an answer to {@code head}, with those of its trailers that may be passed on if the client takes any
     * (RFC 9110, section 6.5). Takes and gives ownership.
     */
    static LastHttpContent end(LastHttpContent content, RequestHead head) {
        ByteBuf bytes = content.content();
        HttpHeaders trailers =
                head.takesTrailers() ? Trailers.permitted(content.trailingHeaders()) : EmptyHttpHeaders.INSTANCE;
        if (bytes.isReadable() && content.trailingHeaders().isEmpty()) {
            return content;
        }
        if (bytes.isReadable() || !trailers.isEmpty()) {
            LastHttpContent end = new DefaultLastHttpContent(bytes);
            end.trailingHeaders().add(trailers);
            return end;
        }
        content.release();
        return LastHttpContent.EMPTY_LAST_CONTENT;
    }

    /** A reply of our own; {@code close} announces that the connection ends with it. */
    static HttpResponse of(LocalReply reply, RequestHead head, boolean close) {
        FullHttpResponse response = reply.toResponse();
        response.headers().set(RequestId.HEADER, head.requestId());
        dropBodyIfNone(response, head);
        if (close) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }

    /** Edits a whole answer of a guard in place; {@code close} announces that the connection ends with it. */
    static void prepareWhole(FullHttpResponse response, RequestHead head, boolean close) {
        HopByHop.strip(response.headers());
        response.headers().set(RequestId.HEADER, head.requestId());
        if (response.status().code() == 304) {
            response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        } else {
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        }
        dropBodyIfNone(response, head);
        if (close) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** The codec of HTTP/1.1 would leave such a body out by itself, that of HTTP/2 would send it. */
    private static void dropBodyIfNone(FullHttpResponse response, RequestHead head) {
        if (!hasBody(response, head)) {
            response.content().clear();
        }
    }

    /** What the client is told of {@code failure}. */
    static LocalReply reply(Failure failure) {
        FailureKind kind = failure.kind();
        LocalReply reply = LocalReply.error(kind.status(), kind.code(), failure.detail());
        return kind.status() == 503 ? reply.with("retry-after", "1") : reply;
    }
}
