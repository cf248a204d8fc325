package io.phoenix.gateway.routing.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Writes a name as JSON does. Stateless. */
final class JsonQuoted {
    private JsonQuoted() {}

    /** {@code text} as a JSON string in UTF-8, quotes included. */
    static byte[] bytes(String text) {
        byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] quoted = new byte[escaped.length + 2];
        quoted[0] = '"';
        System.arraycopy(escaped, 0, quoted, 1, escaped.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }
}
