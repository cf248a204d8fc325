package io.phoenix.gateway.core.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that the gateway gives itself. Errors have the shape of OpenAI's, or of the API that the route speaks, so
 * that every SDK shows the message. Immutable.
 */
public final class LocalReply {

    private static final JsonFactory JSON = new JsonFactory();

    private final int status;
    private final String code;
    private final Map<String, String> headers;
    private final byte[] body;
    private final @Nullable String message;

    private LocalReply(int status, String code, Map<String, String> headers, byte[] body, @Nullable String message) {
        this.status = status;
        this.code = code;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.message = message;
    }

    /** An error with a stable {@code code} and a {@code message} that says what to do. */
    public static LocalReply error(int status, String code, String message) {
        return error(status, code, null, message);
    }

    /** An error that is about the parameter {@code param} of the request. */
    public static LocalReply error(int status, String code, @Nullable String param, String message) {
        return new LocalReply(
                status,
                code,
                Map.of("content-type", "application/json"),
                openAiError(status < 500 ? "invalid_request_error" : "server_error", code, param, message),
                message);
    }

    /** A JSON document with status 200. */
    public static LocalReply json(String document) {
        return new LocalReply(
                200, "ok", Map.of("content-type", "application/json"), document.getBytes(StandardCharsets.UTF_8), null);
    }

    /** An answer without a body, such as a 204; {@code code} says why for logs. */
    public static LocalReply empty(int status, String code) {
        return new LocalReply(status, code, Map.of(), new byte[0], null);
    }

    /** A redirect to {@code location}. */
    public static LocalReply redirect(int status, String location) {
        return new LocalReply(status, "redirect", Map.of("location", location), new byte[0], null);
    }

    /** This reply with one more header. */
    public LocalReply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new LocalReply(status, code, more, body, message);
    }

    /** This reply with its error, if it is one, in the form that {@code shape} says; errors are made in OpenAI's. */
    public LocalReply in(ErrorShape shape) {
        if (message == null) {
            return this;
        }
        return switch (shape) {
            case OPENAI -> this;
            case OLLAMA -> new LocalReply(status, code, headers, ollamaError(message), message);
            case GRPC -> new LocalReply(200, code, GrpcStatus.fields(status, message), new byte[0], message);
        };
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The stable name of the reason, for logs. */
    public String code() {
        return code;
    }

    /** The body's length in bytes. */
    public int length() {
        return body.length;
    }

    /** A new response, owned by the caller, which writes it once. */
    public FullHttpResponse toResponse() {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        headers.forEach((name, value) -> response.headers().set(name, value));
        if (status != 204) {
            // RFC 9110, section 8.6.
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        return response;
    }

    private static byte[] openAiError(String type, String code, @Nullable String param, String message) {
        return object(json -> {
            json.writeObjectFieldStart("error");
            json.writeStringField("message", message);
            json.writeStringField("type", type);
            json.writeStringField("param", param);
            json.writeStringField("code", code);
            json.writeEndObject();
        });
    }

    private static byte[] ollamaError(String message) {
        return object(json -> json.writeStringField("error", message));
    }

    private interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private static byte[] object(Members members) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            members.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
