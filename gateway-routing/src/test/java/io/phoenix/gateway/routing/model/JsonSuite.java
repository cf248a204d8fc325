package io.phoenix.gateway.routing.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the cases of {@code json-suite/cases.txt}; the format is told at its head. */
final class JsonSuite {
    private static final Pattern COMPACT = Pattern.compile("<(?:([0-9A-F]{2}(?: [0-9A-F]{2})*)|(.*?)\\*([0-9]+))>");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    /** One line. */
    record Case(String scope, String name, String expectation, String compact) {
        byte[] bytes() {
            return expand(compact);
        }

        @Override
        public String toString() {
            return scope + " " + name;
        }
    }

    private JsonSuite() {}

    /** Fragments that stand where a value stands. */
    static List<Case> values() {
        return cases().stream().filter(c -> c.scope().equals("value")).toList();
    }

    static List<Case> bodies() {
        return cases().stream().filter(c -> c.scope().equals("body")).toList();
    }

    private static List<Case> cases() {
        try (InputStream in = JsonSuite.class.getResourceAsStream("/json-suite/cases.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(JsonSuite::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case read(String line) {
        String[] fields = line.split("\\|", 4);
        String expectation = fields[2].substring(1, fields[2].length() - 1);
        String decoded =
                ESCAPE.matcher(expectation).replaceAll(m -> String.valueOf((char) Integer.parseInt(m.group(1), 16)));
        return new Case(fields[0].strip(), fields[1].strip(), decoded, fields[3]);
    }

    private static byte[] expand(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher matcher = COMPACT.matcher(text);
        int from = 0;
        while (matcher.find()) {
            bytes.writeBytes(text.substring(from, matcher.start()).getBytes(UTF_8));
            String hex = matcher.group(1);
            bytes.writeBytes(
                    hex != null
                            ? HexFormat.ofDelimiter(" ").parseHex(hex)
                            : matcher.group(2)
                                    .repeat(Integer.parseInt(matcher.group(3)))
                                    .getBytes(UTF_8));
            from = matcher.end();
        }
        bytes.writeBytes(text.substring(from).getBytes(UTF_8));
        return bytes.toByteArray();
    }
}
