package io.phoenix.gateway.server.migration.nginx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The site files of the tests, each with what is made of it. */
final class SiteFiles {

    static final List<String> NAMES = List.of("ai-gateway", "sites", "hard");

    private SiteFiles() {}

    /** The site file called {@code name}. */
    static String text(String name) {
        return resource(name + ".conf");
    }

    static String resource(String name) {
        try (InputStream in = SiteFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
