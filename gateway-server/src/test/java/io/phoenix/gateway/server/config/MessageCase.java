package io.phoenix.gateway.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One case of messages.txt: a header {@code ## kind: title}, a text, {@code =>} and the problems that it has.
 *
 * <p>Texts that begin with "!" are whole files; others follow three lines that make them one: hosts, listeners and, if
 * the text has none, routes. A syntax case is for the YAML parser alone; of the others, a structure case is one that
 * the schema refuses too, and a meaning case one that it cannot refuse.
 */
record MessageCase(String kind, String title, String text, List<String> problems) {
    static final String FILE = "g.yaml";
    static final Path FOLDER = Path.of("/etc/gw");

    static List<MessageCase> all() {
        List<MessageCase> cases = new ArrayList<>();
        for (String part : ("\n" + resource()).split("\n## ", -1)) {
            if (!part.isBlank()) {
                cases.add(parse(part));
            }
        }
        return cases;
    }

    ConfigResult read() {
        return ConfigReader.read(FILE, text, FOLDER);
    }

    @Override
    public String toString() {
        return kind + ": " + title;
    }

    private static MessageCase parse(String part) {
        int colon = part.indexOf(": ");
        int text = part.indexOf('\n');
        int arrow = part.indexOf("\n=>", text - 1);
        List<String> problems = part.substring(arrow + 3)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return new MessageCase(
                part.substring(0, colon),
                part.substring(colon + 2, text),
                whole(arrow < text + 1 ? "" : part.substring(text + 1, arrow)),
                problems);
    }

    private static String whole(String text) {
        String exact = text.replace("<TAB>", "\t").replace("<NUL>", "\0");
        if (exact.startsWith("!")) {
            return exact.substring(1);
        }
        String appRoute = exact.contains("upstreams:") ? ", { name: u, path: /u/, upstream: u }" : "";
        String routes = exact.contains("routes:")
                ? "# routes: below"
                : "routes: [{ name: m, path: /v1/models, list-models: true }" + appRoute + "]";
        return "hosts: [ai.lab, 10.0.0.1]\nlisteners: [{ name: http, address: 0.0.0.0:80 }]\n" + routes + "\n" + exact
                + "\n";
    }

    private static String resource() {
        try (InputStream in = MessageCase.class.getResourceAsStream("messages.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
