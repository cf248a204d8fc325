package io.phoenix.gateway.core.exchange;

import io.netty.util.AsciiString;
import io.phoenix.gateway.core.upstream.Endpoint;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The header in which an answer says why its request went where it went. Stateless. */
final class DecisionHeader {

    static final AsciiString NAME = AsciiString.cached("x-gateway-decision");

    /** A reason may name what the client sent, and a head has its limits at clients too. */
    private static final int LONGEST_REASON = 1024;

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private DecisionHeader() {}

    /** The header's value; {@code reason} is what the router said, if it did. */
    static String of(ExchangeRecord record, @Nullable String reason) {
        StringBuilder value = new StringBuilder();
        if (reason == null) {
            appendSafely(value, "route=" + record.route());
        } else {
            appendSafely(value, reason);
        }
        Endpoint endpoint = record.endpoint();
        if (endpoint != null) {
            value.append("; endpoint=").append(endpoint).append("; attempts=").append(record.attempts());
        }
        return value.toString();
    }

    /** Whatever is not printable ASCII is percent-encoded in UTF-8, and so is the percent sign. */
    private static void appendSafely(StringBuilder value, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (value.length() >= LONGEST_REASON) {
                value.append("...");
                return;
            }
            if (b >= ' ' && b < 0x7f && b != '%') {
                value.append((char) b);
            } else {
                value.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
            }
        }
    }
}
