package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much further a TRACE or OPTIONS may go (RFC 9110, section 7.6.2). Stateless. */
final class MaxForwards {

    private static final LocalReply OPTIONS =
            LocalReply.empty(200, "options").with("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

    private MaxForwards() {}

    /** Takes one off the header of {@code request}; returns the answer if it ends here, or else null. */
    static @Nullable LocalReply apply(HttpRequest request) {
        boolean options = request.method().equals(HttpMethod.OPTIONS);
        if (options && request.uri().equals("*")) {
            return OPTIONS;
        }
        List<String> values = request.headers().getAll(HttpHeaderNames.MAX_FORWARDS);
        if (values.isEmpty() || !(options || request.method().equals(HttpMethod.TRACE))) {
            return null;
        }
        String value = values.get(0);
        if (values.size() > 1 || value.isEmpty() || value.length() > 9 || !AsciiChars.isDigits(value)) {
            return LocalReply.error(400, "bad_max_forwards", "Max-Forwards is not one decimal number");
        }
        int left = Integer.parseInt(value);
        if (left > 0) {
            request.headers().set(HttpHeaderNames.MAX_FORWARDS, left - 1);
            return null;
        }
        return options ? OPTIONS : LocalReply.error(405, "method_not_allowed", "TRACE is not answered here");
    }
}
