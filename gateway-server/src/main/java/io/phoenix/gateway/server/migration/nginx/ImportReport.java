package io.phoenix.gateway.server.migration.nginx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What became of every directive, and what is wrong with the configuration that was read. One thread. */
public final class ImportReport {

    private record Line(Directive directive, Verdict verdict, String note) {}

    private record Finding(Place place, String message) {}

    private static final Comparator<Line> BY_PLACE =
            Comparator.comparing(line -> line.directive().place());

    private final IdentityHashMap<Directive, Line> lines = new IdentityHashMap<>();
    private final Set<Finding> findings = new LinkedHashSet<>();

    ImportReport() {}

    /** It became something in the new configuration, which {@code note} names. */
    void translated(Directive directive, String note) {
        add(directive, Verdict.TRANSLATED, note);
    }

    /** It may go, because of what {@code note} says. */
    void byDefault(Directive directive, String note) {
        add(directive, Verdict.DEFAULT, note);
    }

    /** It is in the new configuration in no way; {@code note} says why. */
    void left(Directive directive, String note) {
        add(directive, Verdict.LEFT, note);
    }

    /** Something in the source is wrong, or works differently here, and the operator must know. */
    void finding(Directive directive, String message) {
        findings.add(new Finding(directive.place(), message));
    }

    boolean knows(Directive directive) {
        return lines.containsKey(directive);
    }

    boolean isLeft(Directive directive) {
        Line line = lines.get(directive);
        return line != null && line.verdict() == Verdict.LEFT;
    }

    private void add(Directive directive, Verdict verdict, String note) {
        lines.merge(
                directive,
                new Line(directive, verdict, note),
                (old, now) -> now.verdict().compareTo(old.verdict()) > 0 ? now : old);
    }

    /** Whether every directive was translated or is the gateway's default. */
    public boolean isComplete() {
        return count(Verdict.LEFT) == 0;
    }

    /** For people: what to look at first, then every directive in the order of the files. */
    public String text() {
        StringBuilder text = new StringBuilder();
        if (!findings.isEmpty()) {
            text.append("Look at these:\n");
            sortedFindings()
                    .forEach(finding -> text.append("  ")
                            .append(finding.place())
                            .append(": ")
                            .append(finding.message())
                            .append('\n'));
        }
        section(text, Verdict.LEFT, "Not translated:");
        section(text, Verdict.TRANSLATED, "Translated:");
        section(text, Verdict.DEFAULT, "Not needed, the gateway does so by itself:");
        return text.append(summary()).append('\n').toString();
    }

    /** In one line. */
    public String summary() {
        return lines.size() + " directives: " + count(Verdict.TRANSLATED) + " translated, " + count(Verdict.DEFAULT)
                + " not needed, " + count(Verdict.LEFT) + " not translated; " + findings.size() + " to look at";
    }

    private void section(StringBuilder text, Verdict verdict, String title) {
        List<Line> chosen =
                sortedLines().stream().filter(line -> line.verdict() == verdict).toList();
        if (chosen.isEmpty()) {
            return;
        }
        text.append(title).append('\n');
        for (Line line : chosen) {
            text.append("  ").append(line.directive().place()).append(": ").append(line.directive());
            text.append("\n      ").append(line.note()).append('\n');
        }
    }

    /** For programs: the same as JSON, with the members directives, findings and counts. */
    public String json() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeArrayFieldStart("directives");
            for (Line line : sortedLines()) {
                json.writeStartObject();
                place(json, line.directive().place());
                json.writeStringField("directive", line.directive().toString());
                json.writeStringField("verdict", line.verdict().words());
                json.writeStringField("note", line.note());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("findings");
            for (Finding finding : sortedFindings()) {
                json.writeStartObject();
                place(json, finding.place());
                json.writeStringField("message", finding.message());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("counts");
            for (Verdict verdict : Verdict.values()) {
                json.writeNumberField(verdict.words(), count(verdict));
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer failed", e);
        }
        return out + "\n";
    }

    private static void place(JsonGenerator json, Place place) throws IOException {
        json.writeStringField("file", place.file());
        json.writeNumberField("line", place.line());
        json.writeNumberField("column", place.column());
    }

    private long count(Verdict verdict) {
        return lines.values().stream().filter(line -> line.verdict() == verdict).count();
    }

    private List<Line> sortedLines() {
        List<Line> sorted = new ArrayList<>(lines.values());
        sorted.sort(BY_PLACE);
        return sorted;
    }

    private List<Finding> sortedFindings() {
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparing(Finding::place));
        return sorted;
    }
}
