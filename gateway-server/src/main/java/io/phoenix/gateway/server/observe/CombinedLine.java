package io.phoenix.gateway.server.observe;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.FastThreadLocal;
import io.phoenix.gateway.core.exchange.ExchangeRecord;
import io.phoenix.gateway.core.http.RequestHead;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An access log line in NGINX's combined format, so that tools that read those logs read ours, followed by what only a
 * gateway to models knows. Thread-safe.
 */
final class CombinedLine implements AccessLine {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int USUAL_LENGTH = 512;
    private static final int LONGEST_KEPT = 8 * 1024;
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private record Second(long epochSecond, String text) {}

    private final FastThreadLocal<StringBuilder> lines = new FastThreadLocal<>() {
        @Override
        protected StringBuilder initialValue() {
            return new StringBuilder(USUAL_LENGTH);
        }
    };

    private volatile Second now = new Second(0, "");

    @Override
    public String of(ExchangeRecord exchange) {
        RequestHead head = exchange.head();
        StringBuilder line = lines.get();
        line.setLength(0);
        line.append(exchange.clientAddress()).append(" - - [").append(time(exchange.startedMillis()));
        line.append("] \"");
        escape(line, head.method().name());
        line.append(' ');
        escape(line, LoggedTarget.of(head.target()));
        line.append(' ').append(head.version().text()).append("\" ");
        line.append(exchange.status()).append(' ').append(exchange.responseBytes());
        quoted(line, " ", LoggedTarget.ofReferer(head.headers().get(HttpHeaderNames.REFERER)));
        quoted(line, " ", head.headers().get(HttpHeaderNames.USER_AGENT));
        quoted(line, " host=", head.host());
        quoted(line, " id=", head.requestId());
        quoted(line, " route=", exchange.route());
        quoted(
                line,
                " model=",
                exchange.model() == null ? null : exchange.model().asked());
        quoted(
                line,
                " served=",
                exchange.model() == null ? null : exchange.model().served());
        quoted(line, " upstream=", exchange.upstream());
        quoted(
                line,
                " endpoint=",
                exchange.endpoint() == null ? null : exchange.endpoint().toString());
        line.append(" attempts=").append(exchange.attempts());
        line.append(" in=").append(exchange.requestBytes());
        line.append(" ttfb=");
        seconds(line, exchange.firstByteNanos());
        line.append(" total=");
        seconds(line, exchange.totalNanos());
        quoted(line, " reason=", AccessLine.reason(exchange));
        String text = line.toString();
        if (line.capacity() > LONGEST_KEPT) {
            lines.remove();
        }
        return text;
    }

    /** Formatting the time is the dearest part of the line, and most lines share their second with another. */
    private String time(long millis) {
        long second = Math.floorDiv(millis, 1000L);
        Second last = now;
        if (last.epochSecond() != second) {
            last = new Second(second, TIME.format(Instant.ofEpochSecond(second)));
            now = last;
        }
        return last.text();
    }

    private static void seconds(StringBuilder line, long nanos) {
        if (nanos < 0) {
            line.append('-');
            return;
        }
        long millis = nanos / 1_000_000;
        line.append(millis / 1000).append('.');
        long fraction = millis % 1000;
        if (fraction < 100) {
            line.append('0');
        }
        if (fraction < 10) {
            line.append('0');
        }
        line.append(fraction);
    }

    private static void quoted(StringBuilder line, String name, @Nullable String value) {
        line.append(name).append('"');
        if (value == null || value.isEmpty()) {
            line.append('-');
        } else {
            escape(line, value);
        }
        line.append('"');
    }

    /** What a client sends must not be able to end a field or a line, as in NGINX's escaping. */
    private static void escape(StringBuilder line, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c < ' ' || (c >= 0x7f && c < 0xa0)) {
                line.append("\\x").append(HEX[c >> 4]).append(HEX[c & 15]);
            } else if (c >= 0xa0 && isInvisible(c)) {
                line.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
            } else {
                line.append(c);
            }
        }
    }

    /** Line ends of Unicode and marks that turn the direction of what follows. */
    private static boolean isInvisible(char c) {
        int type = Character.getType(c);
        return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR || type == Character.FORMAT;
    }
}
