package io.phoenix.gateway.core.listener;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.phoenix.gateway.core.http.HeadLimits;
import java.util.Iterator;
import java.util.Map;

/**
 * Holds a request of HTTP/2 to the limits that heads of HTTP/1.1 are held to, as if it had come in lines: what is too
 * long for the one is so for the other. Stateless.
 */
final class Http2HeadLimits {

    /** What a line has beside the method and the target, and beside the name and the value of a header. */
    private static final int LINE = "  HTTP/1.1\r\n".length();

    private static final int FIELD = ": \r\n".length();

    /** What a field counts beyond its bytes in the size of a header list (RFC 9113, section 6.5.2). */
    private static final int LIST_ENTRY = 32;

    private Http2HeadLimits() {}

    /** The size of a header list that no head within {@code limits} exceeds. */
    static long headerList(HeadLimits limits) {
        return (long) limits.line() + limits.size() + (long) LIST_ENTRY * limits.count();
    }

    /** Marks {@code request} as one that could not be decoded if it is over {@code limits}. */
    static void apply(HttpRequest request, HeadLimits limits) {
        if (request.method().name().length() + request.uri().length() + LINE > limits.line()) {
            request.setDecoderResult(
                    DecoderResult.failure(new TooLongHttpLineException("longer than " + limits.line())));
        } else if (!fits(request, limits)) {
            request.setDecoderResult(DecoderResult.failure(
                    new TooLongHttpHeaderException("more than " + limits.size() + " or " + limits.count())));
        }
    }

    private static boolean fits(HttpRequest request, HeadLimits limits) {
        long size = 0;
        int count = 0;
        Iterator<Map.Entry<CharSequence, CharSequence>> fields =
                request.headers().iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            size += field.getKey().length() + field.getValue().length() + FIELD;
            count++;
        }
        return size <= limits.size() && count <= limits.count();
    }
}
