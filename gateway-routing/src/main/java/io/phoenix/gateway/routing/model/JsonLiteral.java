package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/** One of the words true, false and null. Owned by one {@link JsonScanner} and confined to its thread. */
final class JsonLiteral {
    private String word = "";
    private int read;

    /** Takes the first byte: t, f or n. */
    void begin(int first) {
        word = first == 't' ? "true" : first == 'f' ? "false" : "null";
        read = 1;
    }

    /** Reads on; the index behind the word, of the first byte that does not belong to it, or {@code to}. */
    int scan(ByteBuffer bytes, int from, int to) {
        int p = from;
        while (p < to && read < word.length() && bytes.get(p) == word.charAt(read)) {
            p++;
            read++;
        }
        return p;
    }

    boolean isWhole() {
        return read == word.length();
    }

    boolean isTrue() {
        return word.equals("true");
    }

    String word() {
        return word;
    }
}
