package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/** One document per line (NDJSON, JSON Lines). A carriage return before the line's end is white space to JSON. */
final class JsonLines implements AnswerFraming {
    private final AnswerDocument document;

    JsonLines(AnswerDocument document) {
        this.document = document;
    }

    @Override
    public void read(ByteBuffer bytes, int from, int to, long offset) {
        int lineStart = from;
        for (int p = from; p < to; p++) {
            if (bytes.get(p) == '\n') {
                // With its end, so that a string that was left open there is decided.
                document.read(bytes, lineStart, p + 1, offset + (lineStart - from));
                document.restart();
                lineStart = p + 1;
            }
        }
        document.read(bytes, lineStart, to, offset + (lineStart - from));
    }
}
