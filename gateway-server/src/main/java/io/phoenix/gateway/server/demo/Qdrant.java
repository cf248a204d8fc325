package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Qdrant's REST interface over collections in memory. */
final class Qdrant implements DemoApplication {

    private final Map<String, QdrantCollection> collections = new TreeMap<>();

    @Override
    public long bodyLimit() {
        return 32L << 20;
    }

    @Override
    public void answer(DemoExchange exchange) {
        switch (exchange.request().route()) {
            case "GET /" ->
                exchange.json(HttpResponseStatus.OK, json -> {
                    json.writeStartObject();
                    json.writeStringField("title", "qdrant - vector search engine");
                    json.writeStringField("version", "1.15.4");
                    json.writeEndObject();
                });
            case "GET /healthz", "GET /livez" -> text(exchange, "healthz check passed");
            case "GET /readyz" -> text(exchange, "all shards are ready");
            case "GET /dashboard", "GET /dashboard/" ->
                exchange.html(DemoPage.of(
                        "Qdrant", "The dashboard of the demo's stand-in. Collections: " + collections.keySet() + "."));
            case "GET /collections" -> result(exchange, this::names);
            default -> collection(exchange);
        }
    }

    private void collection(DemoExchange exchange) {
        List<String> segments = exchange.request().segments();
        if (segments.size() < 2 || !segments.get(0).equals("collections")) {
            error(
                    exchange,
                    HttpResponseStatus.NOT_FOUND,
                    "Not found: " + exchange.request().path());
            return;
        }
        String name = segments.get(1);
        JsonValue body;
        try {
            byte[] bytes = exchange.request().body().bytes();
            body = bytes.length == 0 ? JsonValue.NULL : JsonValue.read(bytes);
        } catch (IOException e) {
            error(exchange, HttpResponseStatus.BAD_REQUEST, "Format error in JSON body: " + e.getMessage());
            return;
        }
        String verb = exchange.request().isHead()
                ? "GET"
                : exchange.request().method().name();
        String rest = String.join("/", segments.subList(2, segments.size()));
        QdrantCollection found = collections.get(name);
        if (rest.isEmpty() && verb.equals("PUT")) {
            create(exchange, name, body);
        } else if (rest.isEmpty() && verb.equals("DELETE")) {
            result(exchange, json -> json.writeBoolean(collections.remove(name) != null));
        } else if (found == null) {
            error(exchange, HttpResponseStatus.NOT_FOUND, "Not found: Collection `" + name + "` doesn't exist!");
        } else {
            within(exchange, found, verb + " " + rest, body);
        }
    }

    private static void within(DemoExchange exchange, QdrantCollection found, String route, JsonValue body) {
        try {
            switch (route) {
                case "GET " -> result(exchange, found::describe);
                case "PUT points" -> result(exchange, found.upsert(body.get("points")));
                case "POST points/search" -> result(exchange, found.search(body.get("vector"), body));
                case "POST points/query" -> {
                    JsonValue.Writer hits = found.search(body.get("query"), body);
                    result(exchange, json -> {
                        json.writeStartObject();
                        json.writeFieldName("points");
                        hits.write(json);
                        json.writeEndObject();
                    });
                }
                default ->
                    error(
                            exchange,
                            HttpResponseStatus.NOT_FOUND,
                            "Not found: " + exchange.request().path());
            }
        } catch (IllegalArgumentException e) {
            error(exchange, HttpResponseStatus.BAD_REQUEST, "Wrong input: " + e.getMessage());
        }
    }

    private void create(DemoExchange exchange, String name, JsonValue body) {
        int size = body.get("vectors").get("size").whole(0);
        String distance = body.get("vectors").get("distance").text("");
        if (size < 1 || !distance.equals("Cosine")) {
            String message = "Wrong input: the demo knows {\"vectors\":{\"size\":n,\"distance\":\"Cosine\"}} only";
            error(exchange, HttpResponseStatus.BAD_REQUEST, message);
        } else if (collections.containsKey(name)) {
            String message = "Wrong input: Collection `" + name + "` already exists!";
            error(exchange, HttpResponseStatus.CONFLICT, message);
        } else {
            collections.put(name, new QdrantCollection(size));
            result(exchange, json -> json.writeBoolean(true));
        }
    }

    private void names(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("collections");
        for (String name : collections.keySet()) {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void text(DemoExchange exchange, String text) {
        exchange.text(HttpResponseStatus.OK, "text/plain; charset=utf-8", text);
    }

    private static void result(DemoExchange exchange, JsonValue.Writer result) {
        exchange.json(HttpResponseStatus.OK, json -> {
            json.writeStartObject();
            json.writeFieldName("result");
            result.write(json);
            json.writeStringField("status", "ok");
            json.writeNumberField("time", 0.00001);
            json.writeEndObject();
        });
    }

    private static void error(DemoExchange exchange, HttpResponseStatus status, String message) {
        exchange.json(status, json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("status");
            json.writeStringField("error", message);
            json.writeEndObject();
            json.writeNumberField("time", 0.00001);
            json.writeEndObject();
        });
    }
}
