package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;

/** Findings as programs want them; a change that a reader would notice raises {@code version}. */
final class FindingsJson {
    private static final int VERSION = 1;

    private FindingsJson() {}

    static String of(Findings findings) {
        return VersionedJson.of(VERSION, json -> {
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
        });
    }
}
