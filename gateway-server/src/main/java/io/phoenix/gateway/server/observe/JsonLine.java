package io.phoenix.gateway.server.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.phoenix.gateway.core.exchange.ExchangeRecord;
import io.phoenix.gateway.core.http.RequestHead;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An access log line as one JSON object. Numbers are numbers; what is unknown is left out. Thread-safe. */
final class JsonLine implements AccessLine {

    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public String of(ExchangeRecord exchange) {
        StringWriter line = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            writeRequest(json, exchange);
            writeChoice(json, exchange);
            json.writeNumberField("status", exchange.status());
            json.writeNumberField("request_bytes", exchange.requestBytes());
            json.writeNumberField("response_bytes", exchange.responseBytes());
            if (exchange.firstByteNanos() >= 0) {
                json.writeNumberField("ttfb_ms", exchange.firstByteNanos() / 1e6);
            }
            if (exchange.verdictNanos() >= 0) {
                json.writeNumberField("auth_ms", exchange.verdictNanos() / 1e6);
            }
            json.writeNumberField("total_ms", exchange.totalNanos() / 1e6);
            json.writeNumberField("attempts", exchange.attempts());
            write(json, "reason", AccessLine.reason(exchange));
            if (exchange.failure() != null) {
                write(json, "detail", exchange.failure().detail());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private static void writeRequest(JsonGenerator json, ExchangeRecord exchange) throws IOException {
        RequestHead head = exchange.head();
        write(json, "time", Instant.ofEpochMilli(exchange.startedMillis()).toString());
        write(json, "id", head.requestId());
        write(json, "client", exchange.clientAddress());
        write(json, "host", head.host());
        write(json, "method", head.method().name());
        write(json, "target", LoggedTarget.of(head.target()));
        write(json, "protocol", head.version().text());
        json.writeBooleanField("tls", head.connection().secure());
        write(json, "referer", LoggedTarget.ofReferer(head.headers().get(HttpHeaderNames.REFERER)));
        write(json, "user_agent", head.headers().get(HttpHeaderNames.USER_AGENT));
    }

    private static void writeChoice(JsonGenerator json, ExchangeRecord exchange) throws IOException {
        write(json, "route", exchange.route());
        if (exchange.model() != null) {
            write(json, "model", exchange.model().asked());
            write(json, "served", exchange.model().served());
        }
        write(json, "upstream", exchange.upstream());
        if (exchange.endpoint() != null) {
            write(json, "endpoint", exchange.endpoint().toString());
        }
    }

    private static void write(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }
}
