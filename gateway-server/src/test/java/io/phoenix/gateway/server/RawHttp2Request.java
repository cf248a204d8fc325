package io.phoenix.gateway.server;

import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A request as a server of HTTP/2 reads it.
 *
 * @param trailers null if there are none
 * @param whole whether the head was all of it, in one frame
 */
record RawHttp2Request(int stream, Http2Headers headers, Http2Headers trailers, String body, boolean whole) {

    /** The next complete request, one stream at a time; null at the end of the connection. */
    static RawHttp2Request read(RawHttp2 client) throws Exception {
        int stream = 0;
        Http2Headers headers = null;
        Http2Headers trailers = null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        RawHttp2.Frame frame;
        while ((frame = client.read()) != null) {
            if (frame.type() == RawHttp2.HEADERS && headers == null) {
                headers = client.decode(frame);
                stream = frame.stream();
            } else if (frame.type() == RawHttp2.HEADERS) {
                trailers = client.decode(frame);
            } else if (frame.type() == RawHttp2.DATA) {
                body.writeBytes(frame.payload());
            }
            if (frame.type() <= RawHttp2.HEADERS && frame.has(RawHttp2.END_STREAM)) {
                return new RawHttp2Request(
                        stream,
                        headers,
                        trailers,
                        body.toString(StandardCharsets.UTF_8),
                        body.size() == 0 && trailers == null && frame.type() == RawHttp2.HEADERS);
            }
        }
        return null;
    }

    String header(String name) {
        CharSequence value = headers.get(name);
        return value == null ? null : value.toString();
    }

    /** Answers with {@code status}, {@code body} and these fields. */
    void answer(RawHttp2 client, String status, String body, String... fields) throws Exception {
        byte[] pseudo = RawHttp2.block(":status", status);
        byte[] rest = RawHttp2.block(fields);
        byte[] block = new byte[pseudo.length + rest.length];
        System.arraycopy(pseudo, 0, block, 0, pseudo.length);
        System.arraycopy(rest, 0, block, pseudo.length, rest.length);
        int end = body.isEmpty() ? RawHttp2.END_STREAM : 0;
        client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | end, stream, block);
        if (!body.isEmpty()) {
            client.data(stream, body.getBytes(StandardCharsets.UTF_8), true);
        }
    }
}
