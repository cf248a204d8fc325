package io.phoenix.gateway.provisioner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.phoenix.gateway.provisioner.check.Checks;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.reading.GatewayFileReader;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Three small files in which everything is right, for tests that break them. */
public record Example(String host, String containers, String gateway) {
    public static final Example SOUND =
            new Example(resource("host.json"), resource("containers.json"), resource("gateway.yaml"));

    /** The same with {@code old}, which must be there, replaced in the file that {@code name} begins. */
    public Example with(String name, String old, String replacement) {
        return switch (name) {
            case "host" -> new Example(replaced(host, old, replacement), containers, gateway);
            case "containers" -> new Example(host, replaced(containers, old, replacement), gateway);
            case "gateway" -> new Example(host, containers, replaced(gateway, old, replacement));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String replaced(String text, String old, String replacement) {
        if (!text.contains(old)) {
            throw new IllegalArgumentException("the file has no " + old);
        }
        return text.replace(old, replacement);
    }

    /** What is found in the files. */
    public List<String> findings() {
        Findings findings = new Findings();
        read(findings);
        return findings.sorted().stream().map(Finding::toString).toList();
    }

    /** What is read from the files, which must be JSON. */
    public Setup setup() {
        return Objects.requireNonNull(read(new Findings()));
    }

    private Setup read(Findings findings) {
        return read(host.getBytes(UTF_8), containers.getBytes(UTF_8), gateway.getBytes(UTF_8), findings);
    }

    /** As the program reads; null if one of the first two is no JSON. */
    public static Setup read(byte[] host, byte[] containers, byte[] gateway, Findings findings) {
        Document first = JsonReader.read("host.json", host, findings);
        Document second = JsonReader.read("containers.json", containers, findings);
        var door = GatewayFileReader.read("gateway.yaml", gateway, findings);
        if (first == null || second == null) {
            return null;
        }
        Setup setup = Setup.read(first, second, door);
        Checks.run(setup);
        return setup;
    }

    static String resource(String name) {
        try (InputStream in = Example.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
