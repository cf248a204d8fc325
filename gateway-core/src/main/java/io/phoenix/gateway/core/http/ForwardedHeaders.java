package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a backend who asked, and how: {@code X-Forwarded-*}, {@code X-Real-IP}, {@code Via} and, where the client's
 * certificate was verified here, {@code X-SSL-Client-S-DN} with its distinguished name. What a client says of itself is
 * dropped unless it is a trusted proxy; what it says of its certificate, {@code Client-Cert} of RFC 9440 included, is
 * dropped whoever it is. An underscore in a name counts as a dash, since apps behind CGI, WSGI or PHP cannot tell the
 * two apart. Also knows a request that this very gateway sent before. Immutable.
 */
public final class ForwardedHeaders {

    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString CLAIM = AsciiString.cached("x-forwarded-");
    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
    static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");
    static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString PORT = AsciiString.cached("x-forwarded-port");
    private static final AsciiString PREFIX = AsciiString.cached("x-forwarded-prefix");
    private static final AsciiString CLIENT_CERT = AsciiString.cached("client-cert");
    private static final AsciiString CLIENT_CERT_CHAIN = AsciiString.cached("client-cert-chain");
    private static final AsciiString CLIENT_CERTIFICATE = AsciiString.cached("x-ssl-client-");
    private static final AsciiString CLIENT_SUBJECT = AsciiString.cached("x-ssl-client-s-dn");
    private static final AsciiString REAL_IP = AsciiString.cached("x-real-ip");

    private final TrustedProxies trusted;
    private final String pseudonym;
    private final String usualVia;

    /** Believes {@code trusted}; {@code pseudonym} names this gateway in {@code Via} and must be its alone. */
    public ForwardedHeaders(TrustedProxies trusted, String pseudonym) {
        this.trusted = trusted;
        this.pseudonym = pseudonym;
        this.usualVia = "1.1 " + pseudonym;
    }

    /** Whether the request has been through this gateway already (RFC 9110, section 7.6.3). */
    public boolean isLoop(RequestHead head) {
        for (String via : head.headers().getAll(HttpHeaderNames.VIA)) {
            if (via.contains(pseudonym)) {
                return true;
            }
        }
        return false;
    }

    /** The address of the client: the peer, or what a trusted proxy says it is. */
    public String clientAddress(RequestHead head) {
        return trusted.clientAddress(head);
    }

    /**
     * Edits the headers of {@code head} for the backend; {@code prefix} is the path prefix that was stripped, if any.
     */
    public void apply(RequestHead head, @Nullable String prefix) {
        apply(head, head.headers(), prefix);
    }

    /** Edits {@code headers}, a copy of those that came with {@code head}, in the same way for somebody else. */
    public void apply(RequestHead head, HttpHeaders headers, @Nullable String prefix) {
        String peer = head.connection().address();
        String clientAddress = clientAddress(head);
        boolean believed = trusted.contains(head.connection().peer());
        removeClaims(headers, believed);
        String subject = head.connection().subject();
        if (subject != null) {
            headers.set(CLIENT_SUBJECT, subject);
        }
        String chain = TrustedProxies.chain(headers);
        headers.set(FOR, chain == null ? peer : chain + ", " + peer);
        setIfAbsent(headers, PROTO, head.connection().secure() ? "https" : "http");
        setIfAbsent(headers, HOST, head.authority());
        setIfAbsent(headers, PORT, port(head));
        headers.set(REAL_IP, clientAddress);
        if (prefix != null) {
            String outer = headers.get(PREFIX);
            headers.set(PREFIX, outer == null ? prefix : outer + prefix);
        }
        headers.add(HttpHeaderNames.VIA, via(head.version()));
    }

    /** Adds this gateway to the {@code Via} of an answer as it was received. */
    public void applyTo(HttpResponse response) {
        response.headers().add(HttpHeaderNames.VIA, via(response.protocolVersion()));
    }

    private String via(HttpVersion received) {
        if (received.equals(HttpVersion.HTTP_1_1)) {
            return usualVia;
        }
        return received.majorVersion() + "." + received.minorVersion() + ' ' + pseudonym;
    }

    /**
     * Whatever {@code X-Forwarded-} says, unless it is believed, since backends take users and schemes from such
     * headers too; and whatever is said of a certificate.
     */
    private static void removeClaims(HttpHeaders headers, boolean believed) {
        List<String> claims = null;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence(); all.hasNext(); ) {
            CharSequence name = all.next().getKey();
            if (isOfCertificate(name) || (!believed && isOfWay(name))) {
                claims = claims == null ? new ArrayList<>() : claims;
                claims.add(name.toString());
            }
        }
        if (claims != null) {
            claims.forEach(headers::remove);
        }
    }

    private static boolean isOfCertificate(CharSequence name) {
        return HeaderName.startsWith(name, CLIENT_CERTIFICATE)
                || HeaderName.same(name, CLIENT_CERT)
                || HeaderName.same(name, CLIENT_CERT_CHAIN);
    }

    private static boolean isOfWay(CharSequence name) {
        return HeaderName.startsWith(name, CLAIM) || HeaderName.same(name, FORWARDED) || HeaderName.same(name, REAL_IP);
    }

    private static void setIfAbsent(HttpHeaders headers, AsciiString name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }

    private static String port(RequestHead head) {
        String authority = head.authority();
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']') && colon + 1 < authority.length()) {
            return authority.substring(colon + 1);
        }
        return head.connection().secure() ? "443" : "80";
    }
}
