package io.phoenix.gateway.server.migration.nginx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says a word on every directive that no translator has looked at; what is known of them stands in a file of data. */
final class Leftovers {

    private record Known(boolean byDefault, String reason) {}

    /** Blocks whose lines are data, not directives. */
    private static final Set<String> TABLES = Set.of("map", "geo", "types", "split_clients", "match", "charset_map");

    private static final Map<String, Known> KNOWN = load();

    private final ImportReport report;

    Leftovers(ImportReport report) {
        this.report = report;
    }

    private static Map<String, Known> load() {
        Map<String, Known> known = new HashMap<>();
        try (InputStream in = Leftovers.class.getResourceAsStream("directives.txt")) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its list of NGINX's directives");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        String[] parts = line.split("\\|", 3);
                        for (String name : parts[1].strip().split(" +", -1)) {
                            known.put(name, new Known(parts[0].strip().equals("default"), parts[2].strip()));
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("the list of NGINX's directives cannot be read", e);
        }
        return Map.copyOf(known);
    }

    /** Goes through all of {@code directives}, which stand in {@code within}, or in no block. */
    void report(List<Directive> directives, @Nullable Directive within) {
        for (Directive directive : directives) {
            if (!report.knows(directive)) {
                reportOne(directive, within);
            }
            if (!TABLES.contains(directive.name())) {
                report(directive.block(), directive);
            }
        }
    }

    private void reportOne(Directive directive, @Nullable Directive within) {
        Known known = KNOWN.get(directive.name());
        boolean off =
                directive.argument(0).equals("off") && directive.arguments().size() == 1;
        if (directive.is("map") && directive.argument(0).equals("$http_upgrade")) {
            report.byDefault(directive, "WebSockets work on every route");
        } else if (known != null && known.byDefault()) {
            report.byDefault(directive, known.reason());
        } else if (known != null) {
            say(directive, off, known.reason());
        } else if (within != null && report.isLeft(within)) {
            report.left(directive, "belongs to line " + within.place().line() + ", which is not translated");
        } else {
            report.left(directive, "the import does not know this directive");
        }
        if (directive.is("js_set")) {
            findEmptyModel(directive);
        }
    }

    /** What is switched off there and does not exist here needs no translation. */
    private void say(Directive directive, boolean off, String reason) {
        if (off) {
            report.byDefault(directive, "the gateway does not do it either");
        } else {
            report.left(directive, reason);
        }
    }

    private void findEmptyModel(Directive script) {
        if (script.toString().contains("model")) {
            report.finding(script, "NGINX computes " + script.argument(0) + " before it has read the body");
        }
    }
}
