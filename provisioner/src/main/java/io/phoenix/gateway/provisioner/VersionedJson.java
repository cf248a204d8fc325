package io.phoenix.gateway.provisioner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** JSON for programs: one object, which begins with the version of its form. */
final class VersionedJson {
    private VersionedJson() {}

    /** The text, without a line end; a change that a reader would notice raises {@code version}. */
    static String of(int version, Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("version", version);
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be written", e);
        }
        return text.toString();
    }

    /** Writes the other members of the object. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }
}
