package io.phoenix.gateway.core.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;

/** Answers to a client. Confined to its worker. */
public abstract class ResponseEncoder extends MessageEncoder {

    /** A final answer, or a 101, is about to be written; says whether it answers a HEAD. */
    protected abstract boolean answersHead(HttpResponse response);

    @Override
    void startLine(HttpMessage message, HeadWriter out) {
        HttpResponse response = (HttpResponse) message;
        HttpResponseStatus status = response.status();
        out.text(response.protocolVersion().text());
        out.octet(' ');
        out.text(status.codeAsText());
        out.octet(' ');
        out.text(status.reasonPhrase());
        out.endLine();
    }

    /** RFC 9112, section 6.3, and RFC 9110, sections 8.6 and 15.3.6. */
    @Override
    boolean prepare(HttpMessage message) {
        HttpResponse response = (HttpResponse) message;
        int status = response.status().code();
        boolean interim = HttpStatusClass.INFORMATIONAL.contains(status) && status != 101;
        boolean ofHead = !interim && answersHead(response);
        if (interim || status == 204) {
            response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
            response.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
        } else if (status == 205) {
            response.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, "0");
        }
        return interim || status == 204 || status == 205 || status == 304 || ofHead;
    }
}
