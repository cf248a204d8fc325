package io.phoenix.gateway.core.wire;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Arrays;

/** Where in a head the parts of its first line are, and what they say. Confined to one worker. */
final class StartLine {

    /** The form of a version. */
    static final String VERSION = "HTTP/#.#";

    private static final int MAJOR = 5;
    private static final int MINOR = 7;

    private static final HttpMethod[] USUAL_METHODS = {
        HttpMethod.POST,
        HttpMethod.GET,
        HttpMethod.PUT,
        HttpMethod.DELETE,
        HttpMethod.HEAD,
        HttpMethod.OPTIONS,
        HttpMethod.PATCH
    };

    int start;
    int methodEnd;
    int targetEnd;
    int version;
    int reasonEnd;

    /** Where the three digits of an answer's status begin. */
    int statusStart() {
        return version + VERSION.length() + 1;
    }

    HttpMethod method(byte[] bytes) {
        for (HttpMethod usual : USUAL_METHODS) {
            AsciiString name = usual.asciiName();
            int from = name.arrayOffset();
            if (Arrays.equals(name.array(), from, from + name.length(), bytes, start, methodEnd)) {
                return usual;
            }
        }
        return HttpMethod.valueOf(Octets.text(bytes, start, methodEnd));
    }

    String target(byte[] bytes) {
        return Octets.text(bytes, methodEnd + 1, targetEnd);
    }

    HttpVersion version(byte[] bytes) {
        int major = bytes[version + MAJOR] - '0';
        int minor = bytes[version + MINOR] - '0';
        if (major == 1 && minor <= 1) {
            return minor == 1 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
        }
        return new HttpVersion("HTTP", major, minor, true);
    }

    HttpResponseStatus status(byte[] bytes) {
        int code = 0;
        int digits = statusStart();
        for (int i = digits; i < digits + 3; i++) {
            code = code * 10 + bytes[i] - '0';
        }
        HttpResponseStatus usual = HttpResponseStatus.valueOf(code);
        // Without a reason the blank before it may be missing too.
        int reason = Math.min(digits + 4, reasonEnd);
        return isText(usual.reasonPhrase(), bytes, reason, reasonEnd)
                ? usual
                : new HttpResponseStatus(code, Octets.text(bytes, reason, reasonEnd));
    }

    private static boolean isText(String text, byte[] bytes, int from, int end) {
        if (text.length() != end - from) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
