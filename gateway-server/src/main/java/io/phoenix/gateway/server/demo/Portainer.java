package io.phoenix.gateway.server.demo;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Portainer: its page and its status. */
final class Portainer implements DemoApplication {

    @Override
    public void answer(DemoExchange exchange) {
        switch (exchange.request().route()) {
            case "GET /" -> exchange.html(DemoPage.of("Portainer", "The demo's stand-in for Portainer."));
            case "GET /api/system/status", "GET /api/status" ->
                exchange.json(HttpResponseStatus.OK, json -> {
                    json.writeStartObject();
                    json.writeStringField("Version", "2.33.1");
                    json.writeStringField("InstanceID", "00000000-0000-0000-0000-000000000000");
                    json.writeEndObject();
                });
            default ->
                exchange.json(HttpResponseStatus.NOT_FOUND, json -> {
                    json.writeStartObject();
                    json.writeStringField("message", "Not Found");
                    json.writeEndObject();
                });
        }
    }
}
