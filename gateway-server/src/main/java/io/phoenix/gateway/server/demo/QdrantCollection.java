package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Points in memory, searched one by one by the cosine of their angle to the query. */
final class QdrantCollection {

    private static final class Point {

        final JsonValue id;
        final float[] vector;
        final JsonValue payload;

        Point(JsonValue id, float[] vector, JsonValue payload) {
            this.id = id;
            this.vector = vector;
            this.payload = payload;
        }
    }

    private record Hit(Point point, double score) {}

    private final int size;
    private final Map<JsonValue, Point> points = new LinkedHashMap<>();
    private int operations;

    QdrantCollection(int size) {
        this.size = size;
    }

    /** Takes all of the points or, if one of them does not fit, none. */
    JsonValue.Writer upsert(JsonValue list) {
        if (!list.isList()) {
            throw new IllegalArgumentException("points: expected a list");
        }
        List<Point> taken = new ArrayList<>();
        for (JsonValue point : list.items()) {
            if (point.get("id").isNull()) {
                throw new IllegalArgumentException("a point without an id");
            }
            taken.add(new Point(point.get("id"), vector(point.get("vector")), point.get("payload")));
        }
        taken.forEach(point -> points.put(point.id, point));
        int operation = operations++;
        return json -> {
            json.writeStartObject();
            json.writeNumberField("operation_id", operation);
            json.writeStringField("status", "completed");
            json.writeEndObject();
        };
    }

    /** The nearest points to a vector, or to the point with that id. */
    JsonValue.Writer search(JsonValue query, JsonValue options) {
        Point named = points.get(query);
        float[] wanted = named == null ? vector(query) : named.vector;
        double least = options.get("score_threshold").number(Double.NEGATIVE_INFINITY);
        List<Hit> hits = points.values().stream()
                .filter(point -> !point.id.equals(query))
                .map(point -> new Hit(point, DemoVector.cosine(wanted, point.vector)))
                .filter(hit -> hit.score() >= least)
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .limit(Math.max(0, options.get("limit").whole(10)))
                .toList();
        boolean withPayload = options.get("with_payload").isTrue();
        return json -> {
            json.writeStartArray();
            for (Hit hit : hits) {
                write(json, hit, withPayload);
            }
            json.writeEndArray();
        };
    }

    void describe(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("status", "green");
        json.writeStringField("optimizer_status", "ok");
        json.writeNumberField("points_count", points.size());
        json.writeNumberField("segments_count", 1);
        json.writeObjectFieldStart("config");
        json.writeObjectFieldStart("params");
        json.writeObjectFieldStart("vectors");
        json.writeNumberField("size", size);
        json.writeStringField("distance", "Cosine");
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Hit hit, boolean withPayload) throws IOException {
        json.writeStartObject();
        json.writeFieldName("id");
        hit.point().id.writeTo(json);
        json.writeNumberField("version", 0);
        json.writeNumberField("score", (float) hit.score());
        if (withPayload) {
            json.writeFieldName("payload");
            hit.point().payload.writeTo(json);
        }
        json.writeEndObject();
    }

    private float[] vector(JsonValue list) {
        List<JsonValue> numbers = list.items();
        if (numbers.size() != size) {
            throw new IllegalArgumentException(
                    "Vector dimension error: expected dim: " + size + ", got " + numbers.size());
        }
        float[] vector = new float[size];
        for (int i = 0; i < size; i++) {
            vector[i] = (float) numbers.get(i).number(0);
        }
        return vector;
    }
}
