package io.phoenix.gateway.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One end of a TCP connection, read and written as bytes. Reads give up after fifteen seconds. */
final class RawConnection implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Socket socket;
    private final Socket tcp;
    private final PushbackInputStream in;
    private final OutputStream out;

    RawConnection(Socket socket) throws IOException {
        this(socket, socket);
    }

    private RawConnection(Socket socket, Socket tcp) throws IOException {
        this.socket = socket;
        this.tcp = tcp;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) LIMIT.toMillis());
        in = new PushbackInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static RawConnection to(int port) throws IOException {
        return new RawConnection(new Socket(InetAddress.getByName("127.0.0.1"), port));
    }

    /** One that takes in so many bytes and no more before it reads them. */
    static RawConnection narrow(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return new RawConnection(socket);
    }

    /** TLS to the server that is called {@code name}, with the handshake done. */
    static RawConnection tls(int port, SSLContext tls, String name, String... protocols) throws IOException {
        return to(port).startTls(tls, name, protocols);
    }

    /** The same on this connection, on which nothing was said. */
    RawConnection startTls(SSLContext tls, String name, String... protocols) throws IOException {
        SSLSocket socket = tls(tls, name);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        socket.startHandshake();
        return new RawConnection(socket, tcp);
    }

    /** The same, and both agree on {@code protocol} by ALPN. */
    RawConnection agree(SSLContext tls, String name, String protocol) throws IOException {
        SSLSocket socket = tls(tls, name);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!socket.getApplicationProtocol().equals(protocol)) {
            throw new AssertionError("agreed on " + socket.getApplicationProtocol());
        }
        return new RawConnection(socket, tcp);
    }

    private SSLSocket tls(SSLContext tls, String name) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(tcp, name, tcp.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    Socket socket() {
        return socket;
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends a request without a body and reads its answer. */
    Delivery.Answer ask(String method, String path, String... headers) throws IOException {
        String lines = Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining());
        send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
        String head = readHead();
        return new Delivery.Answer(head, method.equals("HEAD") ? "" : readBody(head));
    }

    /** Everything up to and with the blank line that ends a head; the empty string at the end of the stream. */
    String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                if (head.size() == 0) {
                    return "";
                }
                throw new EOFException("the head ended early: " + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(b);
            matched = b == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Exactly {@code length} bytes. */
    String read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("only " + new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A head and its body, whether it has a length or is chunked. */
    String readMessage() throws IOException {
        String head = readHead();
        return head + readBody(head);
    }

    /** The body that belongs to {@code head}, decoded. */
    String readBody(String head) throws IOException {
        String length = header(head, "content-length");
        if (length != null) {
            return read(Integer.parseInt(length));
        }
        if (!"chunked".equals(header(head, "transfer-encoding"))) {
            return "";
        }
        StringBuilder body = new StringBuilder();
        String chunk;
        do {
            chunk = readChunk();
            body.append(chunk);
        } while (!chunk.isEmpty());
        return body.toString();
    }

    /** The bytes of the next chunk of a chunked body; the empty string is its end. */
    String readChunk() throws IOException {
        String chunk = read(Integer.parseInt(readLine(), 16));
        readLine();
        return chunk;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int b;
        while ((b = in.read()) != '\n') {
            if (b < 0) {
                throw new EOFException("the line ended early: " + line);
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /** The value of the first header called {@code name}, or null. */
    static String header(String head, String name) {
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                return line.substring(colon + 1).trim();
            }
        }
        return null;
    }

    /** The values of all headers called {@code name}, which is in lower case. */
    static List<String> all(String head, String name) {
        return Arrays.stream(head.split("\r\n"))
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .toList();
    }

    /** Everything until the other side ends, whether orderly or by a reset. */
    String readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException | SSLException reset) {
            all.write("<reset>".getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Bytes that can be read without waiting. */
    int available() throws IOException {
        return in.available();
    }

    /** Waits so long for a byte, or the end, and leaves it to be read; false if none came. */
    boolean awaitMore(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        try {
            int b = in.read();
            if (b >= 0) {
                in.unread(b);
            }
            return true;
        } catch (SocketTimeoutException nothingYet) {
            return false;
        } finally {
            socket.setSoTimeout((int) LIMIT.toMillis());
        }
    }

    /** Reads and drops {@code length} bytes. */
    void skip(long length) throws IOException {
        in.skipNBytes(length);
    }

    /** Ends the sending side only. */
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    OutputStream out() {
        return out;
    }

    InputStream in() {
        return in;
    }

    /** Waits until the other side has ended, whatever way, and drops what it said before. */
    void awaitEnd() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException stillOpen) {
            throw new AssertionError("the other side did not end", stillOpen);
        } catch (IOException reset) {
            // An end as well.
        }
    }

    /** Ends both sides with a reset, without a word of TLS. */
    void reset() throws IOException {
        tcp.setSoLinger(true, 0);
        tcp.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
