package io.phoenix.gateway.core.wire;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;

/** Requests to an endpoint. Confined to its worker. */
public abstract class RequestEncoder extends MessageEncoder {

    /** A request is about to be written. */
    protected abstract void onRequest(HttpRequest request);

    @Override
    void startLine(HttpMessage message, HeadWriter out) {
        HttpRequest request = (HttpRequest) message;
        out.text(request.method().asciiName());
        out.octet(' ');
        out.text(request.uri());
        out.octet(' ');
        out.text(request.protocolVersion().text());
        out.endLine();
    }

    @Override
    boolean prepare(HttpMessage message) {
        onRequest((HttpRequest) message);
        return false;
    }
}
