package io.phoenix.gateway.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client of HTTP/2 that writes and reads single frames (RFC 9113, section 4), well-formed or not. */
final class RawHttp2 implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;

    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int INTERNAL_ERROR = 2;
    static final int REFUSED_STREAM = 7;
    static final int CANCEL = 8;
    static final int ENHANCE_YOUR_CALM = 11;

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** One frame as it came. */
    record Frame(int type, int flags, int stream, byte[] payload) {

        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        /** The code in RST_STREAM; in GOAWAY the one after the last stream. */
        int error() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }
    }

    /** What came on one stream; {@code reset} is the code of an RST_STREAM that ended it, or -1. */
    record Answer(Http2Headers headers, Http2Headers trailers, String body, int reset) {

        String status() {
            return headers == null ? "" : headers.status().toString();
        }

        /** The head as lines, as {@link RawConnection#readHead} gives one of HTTP/1.1. */
        String head() {
            StringBuilder head = new StringBuilder("HTTP/2.0 " + status() + "\r\n");
            for (Map.Entry<CharSequence, CharSequence> field : headers) {
                head.append(field.getKey())
                        .append(": ")
                        .append(field.getValue())
                        .append("\r\n");
            }
            return head.append("\r\n").toString();
        }

        String header(String name) {
            CharSequence value = headers.get(name);
            return value == null ? null : value.toString();
        }
    }

    private final RawConnection connection;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

    private RawHttp2(RawConnection connection) {
        this.connection = connection;
    }

    /** With prior knowledge, and with the settings of both sides acknowledged as they come. */
    static RawHttp2 to(int port, byte... settings) throws IOException {
        return over(RawConnection.to(port), settings);
    }

    static RawHttp2 over(RawConnection connection, byte... settings) throws IOException {
        connection.send(PREFACE);
        return new RawHttp2(connection).send(SETTINGS, 0, 0, settings);
    }

    /** The server's side of {@code connection}, whose client has prior knowledge. */
    static RawHttp2 serve(RawConnection connection, byte... settings) throws IOException {
        if (!connection.read(PREFACE.length()).equals(PREFACE)) {
            throw new AssertionError("the client does not speak HTTP/2");
        }
        return new RawHttp2(connection).send(SETTINGS, 0, 0, settings);
    }

    /** TLS with ALPN. */
    static RawHttp2 tls(int port, SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!socket.getApplicationProtocol().equals("h2")) {
            throw new AssertionError("agreed on " + socket.getApplicationProtocol());
        }
        return over(new RawConnection(socket));
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    RawHttp2 send(int type, int flags, int stream, byte... payload) throws IOException {
        connection.send(frame(type, flags, stream, payload));
        return this;
    }

    RawHttp2 sendNumber(int type, int stream, int number) throws IOException {
        return send(type, 0, stream, ByteBuffer.allocate(4).putInt(number).array());
    }

    RawConnection connection() {
        return connection;
    }

    /** A header block of literals without indexing (RFC 7541, section 6.2.2): names and values in turns. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i++) {
            byte[] text = fields[i].getBytes(StandardCharsets.ISO_8859_1);
            if (i % 2 == 0) {
                block.write(0);
            }
            if (text.length < 127) {
                block.write(text.length);
            } else {
                block.write(127);
                int rest = text.length - 127;
                for (; rest >= 128; rest >>= 7) {
                    block.write(rest & 127 | 128);
                }
                block.write(rest);
            }
            block.writeBytes(text);
        }
        return block.toByteArray();
    }

    /** The pseudo-headers of a request and {@code more}. */
    static byte[] request(String method, String path, String... more) {
        byte[] pseudo = block(":method", method, ":scheme", "http", ":authority", "localhost", ":path", path);
        byte[] rest = block(more);
        return ByteBuffer.allocate(pseudo.length + rest.length)
                .put(pseudo)
                .put(rest)
                .array();
    }

    RawHttp2 get(int stream, String path, String... more) throws IOException {
        return send(HEADERS, END_HEADERS | END_STREAM, stream, request("GET", path, more));
    }

    /** An extended CONNECT (RFC 8441). */
    RawHttp2 connect(int stream, String path, String protocol, String... more) throws IOException {
        byte[] head = request("CONNECT", path, ":protocol", protocol);
        byte[] rest = block(more);
        return send(
                HEADERS,
                END_HEADERS,
                stream,
                ByteBuffer.allocate(head.length + rest.length)
                        .put(head)
                        .put(rest)
                        .array());
    }

    /** The next head on {@code stream}, whatever comes before it. */
    Http2Headers awaitHead(int stream) throws IOException, Http2Exception {
        while (true) {
            Frame frame = await(HEADERS);
            Http2Headers fields = decode(frame);
            if (frame.stream == stream) {
                return fields;
            }
        }
    }

    /** Exactly so many bytes of DATA on {@code stream}, with the windows opened for as many more. */
    String readData(int stream, int length) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        while (data.size() < length) {
            Frame frame = await(DATA);
            if (frame.stream != stream || (frame.has(END_STREAM) && data.size() + frame.payload.length < length)) {
                throw new EOFException("only " + text(data));
            }
            data.writeBytes(frame.payload);
            if (frame.payload.length > 0) {
                sendNumber(WINDOW_UPDATE, 0, frame.payload.length);
                sendNumber(WINDOW_UPDATE, stream, frame.payload.length);
            }
        }
        return text(data);
    }

    /** The head of a request whose body follows. */
    RawHttp2 post(int stream, String path, String... more) throws IOException {
        return send(HEADERS, END_HEADERS, stream, request("POST", path, more));
    }

    RawHttp2 data(int stream, byte[] body, boolean last) throws IOException {
        return send(DATA, last ? END_STREAM : 0, stream, body);
    }

    /** The next frame; null at the end. */
    Frame read() throws IOException {
        byte[] head = connection.in().readNBytes(9);
        if (head.length < 9) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(head);
        int length = (buffer.get() & 255) << 16 | buffer.getShort() & 0xffff;
        Frame frame = new Frame(
                buffer.get(), buffer.get(), buffer.getInt(), connection.in().readNBytes(length));
        if (frame.type == SETTINGS && !frame.has(ACK)) {
            send(SETTINGS, ACK, 0);
        }
        return frame;
    }

    /** The next frame of that type, whatever comes before it. */
    Frame await(int type) throws IOException {
        Frame frame;
        do {
            frame = read();
            if (frame == null) {
                throw new EOFException("the connection ended without a frame of type " + type);
            }
        } while (frame.type != type);
        return frame;
    }

    /** All that comes on {@code stream} until its end; what comes on others is dropped. */
    Answer answer(int stream) throws IOException, Http2Exception {
        Http2Headers headers = null;
        Http2Headers trailers = null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Frame frame = read();
            if (frame == null) {
                throw new EOFException("the connection ended amid the answer");
            }
            Http2Headers fields = frame.type == HEADERS ? decode(frame) : null;
            if (frame.type == GOAWAY && frame.error() != NO_ERROR) {
                throw new EOFException("GOAWAY with " + frame.error());
            }
            if (frame.stream != stream) {
                continue;
            }
            if (frame.type == RST_STREAM) {
                return new Answer(headers, trailers, text(body), frame.error());
            }
            if (fields != null && headers != null) {
                trailers = fields;
            } else if (fields != null && fields.status().charAt(0) != '1') {
                headers = fields;
            } else if (frame.type == DATA) {
                body.writeBytes(frame.payload);
                if (frame.payload.length > 0) {
                    sendNumber(WINDOW_UPDATE, 0, frame.payload.length);
                }
            }
            if (frame.type <= HEADERS && frame.has(END_STREAM)) {
                return new Answer(headers, trailers, text(body), -1);
            }
        }
    }

    private static String text(ByteArrayOutputStream body) {
        return body.toString(StandardCharsets.UTF_8);
    }

    Http2Headers decode(Frame frame) throws Http2Exception {
        ByteBuf block = Unpooled.wrappedBuffer(frame.payload);
        return decoder.decodeHeaders(frame.stream, block);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
