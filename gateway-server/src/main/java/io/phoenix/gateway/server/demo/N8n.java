package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** n8n: its editor's first requests, webhooks that tell what reached them, and the push connection. */
final class N8n implements DemoApplication {

    @Override
    public long bodyLimit() {
        return 16L << 20;
    }

    @Override
    public void answer(DemoExchange exchange) {
        DemoRequest request = exchange.request();
        if (request.path().startsWith("/webhook/")) {
            exchange.json(HttpResponseStatus.OK, json -> webhook(json, request));
            return;
        }
        switch (request.route()) {
            case "GET /" ->
                exchange.html(DemoPage.of("n8n", "The demo's stand-in for n8n. Post something to webhook/anything."));
            case "GET /healthz" ->
                exchange.json(HttpResponseStatus.OK, json -> {
                    json.writeStartObject();
                    json.writeStringField("status", "ok");
                    json.writeEndObject();
                });
            case "GET /rest/settings" -> exchange.json(HttpResponseStatus.OK, N8n::settings);
            case "GET /rest/push" -> error(exchange, HttpResponseStatus.BAD_REQUEST, "Expected a WebSocket upgrade");
            default -> error(exchange, HttpResponseStatus.NOT_FOUND, "Cannot " + request.route());
        }
    }

    @Override
    public @Nullable DemoSocket socket(DemoRequest request) {
        return request.path().equals("/rest/push") ? new N8nPush(N8nOrigin.accepts(request.headers())) : null;
    }

    private static void webhook(JsonGenerator json, DemoRequest request) throws IOException {
        json.writeStartObject();
        json.writeStringField("method", request.method().name());
        json.writeStringField("target", request.target());
        json.writeFieldName("headers");
        CommonPaths.headers(json, request.headers());
        json.writeNumberField("bodyLength", request.body().length());
        json.writeEndObject();
    }

    private static void settings(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("data");
        json.writeStringField("settingsMode", "public");
        json.writeStringField("versionCli", "2.41.1");
        json.writeStringField("pushBackend", "websocket");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void error(DemoExchange exchange, HttpResponseStatus status, String message) {
        exchange.json(status, json -> {
            json.writeStartObject();
            json.writeNumberField("code", status.code());
            json.writeStringField("message", message);
            json.writeEndObject();
        });
    }
}
