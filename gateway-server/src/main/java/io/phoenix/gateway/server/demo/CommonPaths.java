package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths below {@code /demo/} that every stand-in has: a mirror, and a download of any size. */
final class CommonPaths {

    private static final String ECHO = "/demo/echo";
    private static final Pattern BYTES = Pattern.compile("/demo/bytes/(\\d{1,15})");

    private CommonPaths() {}

    /** Whether a body sent to this path is hashed as it arrives instead of kept. */
    static boolean takesEndlessBodies(String path) {
        return path.equals(ECHO) || path.startsWith(ECHO + "/");
    }

    /** Answers and returns true if the path is one of these. */
    static boolean answer(DemoExchange exchange, HttpHeaders trailers) {
        DemoRequest request = exchange.request();
        if (takesEndlessBodies(request.path())) {
            exchange.json(HttpResponseStatus.OK, json -> echo(json, request, trailers));
            return true;
        }
        Matcher bytes = BYTES.matcher(request.path());
        if (bytes.matches()) {
            exchange.download(Long.parseLong(bytes.group(1)));
            return true;
        }
        return false;
    }

    private static void echo(JsonGenerator json, DemoRequest request, HttpHeaders trailers) throws IOException {
        json.writeStartObject();
        json.writeStringField("method", request.method().name());
        json.writeStringField("target", request.target());
        json.writeStringField("version", request.version().text());
        json.writeFieldName("headers");
        headers(json, request.headers());
        json.writeFieldName("trailers");
        headers(json, trailers);
        json.writeNumberField("bodyLength", request.body().length());
        json.writeStringField("bodySha256", request.body().sha256());
        json.writeNumberField("connection", request.connection());
        json.writeNumberField("requestOnConnection", request.ordinal());
        json.writeEndObject();
    }

    /** As pairs in a list: names as they were spelled, twice what came twice, in the order of arrival. */
    static void headers(JsonGenerator json, HttpHeaders headers) throws IOException {
        json.writeStartArray();
        for (Map.Entry<String, String> header : headers) {
            json.writeStartArray();
            json.writeString(header.getKey());
            json.writeString(header.getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    static void tooLarge(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("message", "request entity too large");
        json.writeEndObject();
    }
}
