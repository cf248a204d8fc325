package io.phoenix.gateway.provisioner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Findings as programs want them; a change that a reader would notice raises {@code version}. */
final class FindingsJson {
    private static final int VERSION = 1;

    private FindingsJson() {}

    static String of(Findings findings) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeNumberField("errors", findings.count(Severity.ERROR));
            json.writeNumberField("warnings", findings.count(Severity.WARNING));
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings.sorted()) {
                json.writeStartObject();
                json.writeStringField("severity", finding.severity().toString());
                json.writeStringField("file", finding.file());
                json.writeNumberField("line", finding.place().line());
                json.writeNumberField("column", finding.place().column());
                json.writeStringField("path", finding.path());
                json.writeStringField("message", finding.message());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be written", e);
        }
        return text.toString();
    }
}
