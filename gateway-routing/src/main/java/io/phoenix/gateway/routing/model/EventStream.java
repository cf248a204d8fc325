package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/**
 * Server-sent events: the data of each event is a document. Follows the HTML standard's "Parsing an event stream",
 * where a line ends with CR, LF or both, an event with an empty line, and several {@code data} lines of one event are
 * lines of one document. Comments and other fields are passed over. A stream that begins with a byte order mark keeps
 * its first line to itself.
 */
final class EventStream implements AnswerFraming {
    private static final String DATA = "data";

    private enum Place {
        /** In the field's name, which is {@link #DATA} as far as it was read. */
        NAME,
        /** Behind the colon, where one blank does not belong to the value. */
        BEFORE_VALUE,
        /** In the value of a {@code data} field, up to the line's end. */
        VALUE,
        /** In any other line. */
        OTHER
    }

    private final AnswerDocument document;
    private Place place = Place.NAME;
    private int nameRead;
    private boolean afterReturn; // a line feed that comes now belongs to the line's end before it

    EventStream(AnswerDocument document) {
        this.document = document;
    }

    @Override
    public void read(ByteBuffer bytes, int from, int to, long offset) {
        int p = from;
        while (p < to) {
            p = switch (place) {
                case NAME -> name(bytes.get(p), p);
                case BEFORE_VALUE -> {
                    place = Place.VALUE;
                    yield bytes.get(p) == ' ' ? p + 1 : p;
                }
                case VALUE -> {
                    int next = restOfLine(bytes, p, to);
                    // With the line's end, so that a string that was left open there is decided.
                    document.read(bytes, p, next, offset + (p - from));
                    yield next;
                }
                case OTHER -> restOfLine(bytes, p, to);
            };
        }
    }

    private int name(int b, int p) {
        if (nameRead == 0 && isLineEnd(b)) {
            if (b == '\r' || !afterReturn) {
                document.restart();
            }
            afterReturn = b == '\r';
            return p + 1;
        }
        afterReturn = false;
        if (nameRead < DATA.length() && b == DATA.charAt(nameRead)) {
            nameRead++;
            return p + 1;
        }
        boolean isData = nameRead == DATA.length() && b == ':';
        place = isData ? Place.BEFORE_VALUE : Place.OTHER;
        return isData ? p + 1 : p;
    }

    /** The index behind the line's end, or {@code to}. */
    private int restOfLine(ByteBuffer bytes, int from, int to) {
        for (int p = from; p < to; p++) {
            int b = bytes.get(p);
            if (isLineEnd(b)) {
                place = Place.NAME;
                nameRead = 0;
                afterReturn = b == '\r';
                return p + 1;
            }
        }
        return to;
    }

    private static boolean isLineEnd(int b) {
        return b == '\n' || b == '\r';
    }
}
