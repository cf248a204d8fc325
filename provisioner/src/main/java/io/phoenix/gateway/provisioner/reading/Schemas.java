package io.phoenix.gateway.provisioner.reading;

import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.json.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The schemas of conf/, which are packed into the program. */
final class Schemas {
    static final Schema HYPERVISOR = load("phoenix_hypervisor_config.schema.json");
    static final Schema CONTAINERS = load("phoenix_lxc_configs.schema.json");

    private Schemas() {}

    private static Schema load(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream(name)) {
            Document schema = in == null ? null : JsonReader.read(name, in.readAllBytes(), new Findings());
            if (schema == null) {
                throw new IllegalStateException("the program was packed without " + name);
            }
            return new Schema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
