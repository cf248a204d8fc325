package io.phoenix.gateway.benchmarks.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** The results for programs. Stateless. */
final class JsonReport {
    private JsonReport() {}

    /** One object; {@code conditions} say under what it was measured. */
    static String of(List<Result> results, List<String> targets, Map<String, String> conditions) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeObjectFieldStart("conditions");
            for (Map.Entry<String, String> condition : conditions.entrySet()) {
                json.writeStringField(condition.getKey(), condition.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("scenarios");
            for (Result result : results) {
                write(json, result, targets);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, Result result, List<String> targets) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", result.scenario().name());
        json.writeStringField("title", result.scenario().title());
        json.writeArrayFieldStart("measures");
        for (Measure measure : result.measures()) {
            json.writeStartObject();
            json.writeStringField("name", measure.name());
            json.writeBooleanField("more_is_better", measure.more());
            json.writeObjectFieldStart("targets");
            for (String target : targets) {
                Spread spread = result.spread(target, measure);
                if (spread != null) {
                    json.writeObjectFieldStart(target);
                    json.writeNumberField("median", spread.median());
                    json.writeNumberField("least", spread.least());
                    json.writeNumberField("most", spread.most());
                    json.writeEndObject();
                }
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("void");
        for (Map.Entry<String, String> fault : result.faults().entrySet()) {
            json.writeStringField(fault.getKey(), fault.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
