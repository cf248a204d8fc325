package io.phoenix.gateway.routing.model;

import org.jspecify.annotations.Nullable;

/**
 * What a part's Content-Disposition says of it (RFC 7578, section 4.2). Only forms that the servers behind the gateway
 * read alike are taken; each rule is there because one of them (Python's multipart, Go's, cpp-httplib's) would read the
 * name otherwise. Immutable.
 *
 * @param name the field's name in raw bytes, each as one char; none of these servers decodes it
 * @param isFile whether it has a file name in any form
 */
record FieldName(String name, boolean isFile) {

    /** Reads the header's value; null if it is not one that all servers read alike. */
    static @Nullable FieldName of(String disposition) {
        HeaderValue value = HeaderValue.parse(disposition);
        if (value == null
                || !value.value().equals("form-data")
                || value.parameters().isEmpty()) {
            return null;
        }
        HeaderValue.Parameter first = value.parameters().get(0);
        // cpp-httplib splits at semicolons within quotes too, so that a file name before the name could bring one of
        // its own; and with a name first, the first one is the one it takes.
        boolean nameIsFirst = first.name().equals("name");
        // A backslash escapes anything, only quotes and backslashes, or nothing; a semicolon ends the name for one.
        boolean plain = first.value().indexOf('\\') < 0 && first.value().indexOf(';') < 0;
        // Python's takes a quote behind a backslash for an escaped one, be the backslash escaped itself or not, and
        // from there on reads quoted text as parameters and the reverse.
        boolean closed = value.parameters().stream()
                .noneMatch(parameter -> parameter.value().endsWith("\\"));
        // Python's joins name*0 and name*1 into a name and prefers name*, which RFC 7578 forbids.
        boolean inParts = value.parameters().stream()
                .anyMatch(parameter -> parameter.name().startsWith("name*"));
        return nameIsFirst && plain && closed && !inParts
                ? new FieldName(first.value(), value.hasAnyFormOf("filename"))
                : null;
    }
}
