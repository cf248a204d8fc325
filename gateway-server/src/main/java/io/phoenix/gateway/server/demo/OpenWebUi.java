package io.phoenix.gateway.server.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** Open WebUI: its page is the demo's own, and its WebSocket gives back what it gets. */
final class OpenWebUi implements DemoApplication {

    private final byte[] page = DemoPage.resource("/demo/index.html");

    @Override
    public void answer(DemoExchange exchange) {
        switch (exchange.request().route()) {
            case "GET /", "GET /index.html" ->
                // The next build's page must not lose to this one in somebody's cache.
                exchange.header("Cache-Control", "no-cache")
                        .send(HttpResponseStatus.OK, "text/html; charset=utf-8", page);
            case "GET /health" ->
                exchange.json(HttpResponseStatus.OK, json -> {
                    json.writeStartObject();
                    json.writeBooleanField("status", true);
                    json.writeEndObject();
                });
            case "GET /api/config" ->
                exchange.json(HttpResponseStatus.OK, json -> {
                    json.writeStartObject();
                    json.writeBooleanField("status", true);
                    json.writeStringField("name", "Open WebUI");
                    json.writeStringField("version", "0.6.30");
                    json.writeObjectFieldStart("features");
                    json.writeBooleanField("auth", true);
                    json.writeBooleanField("enable_websocket", true);
                    json.writeEndObject();
                    json.writeEndObject();
                });
            default ->
                exchange.json(HttpResponseStatus.NOT_FOUND, json -> {
                    json.writeStartObject();
                    json.writeStringField("detail", "Not Found");
                    json.writeEndObject();
                });
        }
    }

    @Override
    public @Nullable DemoSocket socket(DemoRequest request) {
        boolean socket =
                request.path().equals("/ws/socket.io") || request.path().equals("/ws/socket.io/");
        return socket ? OpenWebUi::echo : null;
    }

    private static void echo(ChannelHandlerContext ctx, WebSocketFrame message) {
        if (message instanceof TextWebSocketFrame text) {
            String said = text.text();
            text.release();
            ctx.writeAndFlush(new TextWebSocketFrame("echo: " + said));
        } else {
            ctx.writeAndFlush(new BinaryWebSocketFrame(message.content()));
        }
    }
}
