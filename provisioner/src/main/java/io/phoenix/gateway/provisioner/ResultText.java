package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.doctor.Result;
import java.util.List;
import java.util.Locale;

/** What the doctor found, for people and for programs; a change that a program would notice raises {@code version}. */
final class ResultText {
    private static final int VERSION = 1;

    private ResultText() {}

    static String table(List<Result> results) {
        Table table = new Table("", "WHAT", "HOP", "FOUND");
        for (Result result : results) {
            table.row(
                    switch (result.state()) {
                        case OK -> "ok";
                        case FAILED -> "!";
                        case SKIPPED -> "-";
                    },
                    result.subject(),
                    result.hop().toString(),
                    result.detail());
        }
        StringBuilder text = new StringBuilder(table.toString());
        List<Result> failed = results.stream().filter(Result::isFailed).toList();
        text.append(failed.isEmpty() ? "\nall hops are well\n" : "\n" + failed.size() + " failed; what mends them:\n");
        failed.forEach(result -> text.append("  ")
                .append(result.subject())
                .append(", ")
                .append(result.hop())
                .append(": ")
                .append(result.remedy())
                .append('\n'));
        return text.toString();
    }

    static String json(List<Result> results) {
        return VersionedJson.of(VERSION, json -> {
                    json.writeNumberField(
                            "failed", results.stream().filter(Result::isFailed).count());
                    json.writeArrayFieldStart("results");
                    for (Result result : results) {
                        json.writeStartObject();
                        json.writeStringField("state", result.state().name().toLowerCase(Locale.ROOT));
                        json.writeStringField("subject", result.subject());
                        json.writeStringField("hop", result.hop().toString());
                        json.writeStringField("detail", result.detail());
                        if (result.remedy() != null) {
                            json.writeStringField("remedy", result.remedy());
                        }
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })
                + "\n";
    }
}
