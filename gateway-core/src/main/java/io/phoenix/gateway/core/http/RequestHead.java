package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of one request after {@link RequestValidator} passed it: the target in its raw bytes, split but never
 * decoded. The headers are the received ones, which the exchange edits into what goes upstream. Confined to the
 * client's worker.
 */
public final class RequestHead {

    /** The version of what came on a stream of HTTP/2. */
    public static final HttpVersion HTTP_2 = new HttpVersion("HTTP", 2, 0, true);

    private final HttpRequest request;
    private final ClientConnection connection;
    private final String target;
    private final String path;
    private final String authority;
    private final String host;
    private final String requestId;
    private final long contentLength;
    private final boolean chunked;
    private final boolean expectsContinue;
    private final boolean asksForTrailers;
    private final boolean grpc;
    private final @Nullable String upgrade;

    /** What a client connection tells about every request on it. Confined to its worker. */
    public static final class ClientConnection {

        private final InetSocketAddress peer;
        private final boolean secure;
        private final @Nullable String subject;
        private @Nullable String address;

        /**
         * One as it stays.
         *
         * @param peer the other end of the TCP connection, or who that is by the PROXY protocol
         * @param secure whether the client speaks TLS with us
         * @param subject the distinguished name (RFC 2253) in the client's verified certificate, or null
         */
        public ClientConnection(InetSocketAddress peer, boolean secure, @Nullable String subject) {
            this.peer = peer;
            this.secure = secure;
            this.subject = subject;
        }

        /** The other end. */
        public InetSocketAddress peer() {
            return peer;
        }

        /** Its literal address, which is written once for all requests. */
        public String address() {
            if (address == null) {
                address = NetUtil.toAddressString(peer.getAddress());
            }
            return address;
        }

        /** Whether the client speaks TLS with us. */
        public boolean secure() {
            return secure;
        }

        /** The name in the client's verified certificate, or null. */
        public @Nullable String subject() {
            return subject;
        }
    }

    RequestHead(HttpRequest request, ClientConnection connection, String target, String authority) {
        this.request = request;
        this.connection = connection;
        this.target = target;
        int query = target.indexOf('?');
        this.path = query < 0 ? target : target.substring(0, query);
        this.authority = authority;
        this.host = hostOf(authority);
        this.requestId = RequestId.takeOrMake(request.headers());
        this.contentLength = HttpUtil.getContentLength(request, -1L);
        this.chunked = HttpUtil.isTransferEncodingChunked(request);
        this.expectsContinue = HttpUtil.is100ContinueExpected(request);
        this.asksForTrailers = hasTrailers(request.headers());
        this.grpc = isOnStream() && MediaType.isGrpc(request.headers().get(HttpHeaderNames.CONTENT_TYPE));
        this.upgrade = upgradeOf(request);
    }

    private static String hostOf(String authority) {
        int bracket = authority.indexOf(']');
        if (authority.startsWith("[") && bracket > 0) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(authority.substring(0, bracket + 1));
            return address == null ? authority : NetUtil.bytesToIpAddress(address);
        }
        int colon = authority.lastIndexOf(':');
        return (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    /** RFC 9110, section 10.1.4. */
    private static boolean hasTrailers(HttpHeaders headers) {
        List<String> values = headers.getAll(HttpHeaderNames.TE);
        for (int i = 0; i < values.size(); i++) {
            for (String coding : values.get(i).split(",", -1)) {
                if (coding.trim().equalsIgnoreCase("trailers")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable String upgradeOf(HttpRequest request) {
        String protocol = request.headers().get(HttpHeaderNames.UPGRADE);
        // On a stream no client can send this header: it stands for an extended CONNECT.
        boolean asked = protocol != null
                && (isOnStream(request)
                        || (request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                                && request.headers()
                                        .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)));
        // h2c by upgrade would let a client talk past every rule of this gateway to a backend that accepts it.
        return asked && !protocol.toLowerCase(Locale.ROOT).contains("h2c") ? protocol : null;
    }

    /** By identity, since a request line of HTTP/1.1 may call itself HTTP/2.0, which is not what it is. */
    @SuppressWarnings("ReferenceEquality")
    static boolean isOnStream(HttpRequest request) {
        return request.protocolVersion() == HTTP_2;
    }

    /** The method, in the client's letters. */
    public HttpMethod method() {
        return request.method();
    }

    /** HTTP/1.0, HTTP/1.1 or {@link #HTTP_2}. */
    public HttpVersion version() {
        return request.protocolVersion();
    }

    /** Whether the request came on a stream of HTTP/2. */
    public boolean isOnStream() {
        return isOnStream(request);
    }

    /** Path and query as received, never empty, beginning with a slash. */
    public String target() {
        return target;
    }

    /** The path as received, percent-encoding and doubled slashes included. */
    public String path() {
        return path;
    }

    /** Host and optional port as the client wrote them. */
    public String authority() {
        return authority;
    }

    /** The host in lower case and without port; an IPv6 literal without brackets and in its shortest form. */
    public String host() {
        return host;
    }

    /** The received headers, edited in place once the request is to be forwarded. */
    public HttpHeaders headers() {
        return request.headers();
    }

    /** The connection that the request came on. */
    public ClientConnection connection() {
        return connection;
    }

    /** The id of this request: the client's own where it is harmless, else one made here. */
    public String requestId() {
        return requestId;
    }

    /** The declared length of the body in bytes, or -1. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether a body of unknown length follows. */
    public boolean isChunked() {
        return chunked;
    }

    /** Whether any body byte can follow. */
    public boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /** Whether the client waits for a 100 before it sends its body. */
    public boolean expectsContinue() {
        return expectsContinue;
    }

    /** Whether the client says {@code TE: trailers}. */
    public boolean asksForTrailers() {
        return asksForTrailers;
    }

    /** Whether the client understands trailers: it asks for them, or speaks HTTP/2, where everybody does. */
    public boolean takesTrailers() {
        return isOnStream() || asksForTrailers;
    }

    /** Whether this is a call of gRPC, which finds errors in trailers and nowhere else. */
    public boolean isGrpc() {
        return grpc;
    }

    /** The protocol that the client wants to switch to, or null. */
    public @Nullable String upgrade() {
        return upgrade;
    }
}
