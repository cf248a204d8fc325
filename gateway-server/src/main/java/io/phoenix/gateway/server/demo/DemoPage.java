package io.phoenix.gateway.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The small pages of the stand-ins that are not worth a page of their own. */
final class DemoPage {

    private DemoPage() {}

    static String of(String title, String text) {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <meta name="color-scheme" content="light dark"><title>%1$s (demo)</title>
                <style>body{font:1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:15vh auto;padding:0 1.25rem}</style>
                </head><body><h1>%1$s</h1><p>%2$s</p></body></html>
                """.formatted(escape(title), escape(text));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** A file from the program's own resources, such as {@code /demo/index.html}. */
    static byte[] resource(String name) {
        try (InputStream in = DemoPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without its resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
