package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;

/** What the codec between streams of HTTP/2 and messages of HTTP/1.1 adds of its own. Stateless. */
public final class Http2Fields {

    private static final ExtensionHeaderNames[] EXTENSIONS = ExtensionHeaderNames.values();

    private Http2Fields() {}

    /**
     * Removes the fields by which the codec tells of a stream. They never go over the wire, and one that did would be
     * taken for a pseudo-header by the codec of the other side.
     */
    public static void remove(HttpHeaders headers) {
        for (ExtensionHeaderNames extension : EXTENSIONS) {
            headers.remove(extension.text());
        }
    }
}
