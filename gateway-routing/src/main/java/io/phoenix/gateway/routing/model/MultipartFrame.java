package io.phoenix.gateway.routing.model;

/**
 * What stands around the parts of a form: the first delimiter, what follows a delimiter on its line, and the end of the
 * body. Byte by byte; owned by one {@link MultipartModelScanner}, confined to its thread.
 */
final class MultipartFrame {

    /** What a byte meant. */
    enum Meaning {
        /** It belongs to the frame. */
        FRAME,
        /** The headers of a part follow. */
        PART,
        /** The form is closed. */
        END,
        /** It cannot stand here; {@link #expected} says what can. */
        FAULT
    }

    private enum State {
        /** Nothing yet but empty lines, or within the first delimiter. */
        OPENING,
        OPENING_LINE_FEED,
        /** Just behind a boundary. */
        DELIMITED,
        LINE_FEED,
        SECOND_HYPHEN,
        /** Behind the last delimiter, where one CRLF may stand. */
        CLOSED,
        CLOSED_LINE_FEED,
        OVER
    }

    private final MultipartDelimiter delimiter;
    private State state = State.OPENING;
    private String expected = "";

    MultipartFrame(MultipartDelimiter delimiter) {
        this.delimiter = delimiter;
        delimiter.beginLine(); // the body's beginning counts as one
    }

    /** A part has ended and its delimiter was read up to its boundary. */
    void delimited() {
        state = State.DELIMITED;
    }

    /** Nothing but empty lines was read. */
    boolean isEmpty() {
        return state == State.OPENING && delimiter.isAtLineStart();
    }

    /** The form is closed, and so is its last line. */
    boolean isOver() {
        return state == State.CLOSED || state == State.OVER;
    }

    /** What would be right where a fault is. */
    String expected() {
        return expected;
    }

    Meaning next(int b) {
        return switch (state) {
            case OPENING -> opening(b);
            case OPENING_LINE_FEED -> frame(b == '\n', State.OPENING, "a line feed");
            case DELIMITED -> {
                if (b == '\r') {
                    state = State.LINE_FEED;
                    yield Meaning.FRAME;
                }
                // Go's reader lets blanks pass here, Python's takes the line for content.
                yield frame(b == '-', State.SECOND_HYPHEN, "CRLF or two hyphens straight after the boundary");
            }
            case LINE_FEED -> b == '\n' ? Meaning.PART : fault("CRLF straight after the boundary");
            case SECOND_HYPHEN -> {
                boolean closes = frame(b == '-', State.CLOSED, "two hyphens after the last boundary") == Meaning.FRAME;
                yield closes ? Meaning.END : Meaning.FAULT;
            }
            case CLOSED -> frame(b == '\r', State.CLOSED_LINE_FEED, "nothing but CRLF after the form");
            case CLOSED_LINE_FEED -> frame(b == '\n', State.OVER, "nothing but CRLF after the form");
            case OVER -> fault("nothing but CRLF after the form");
        };
    }

    private Meaning opening(int b) {
        if (b == '\r' && delimiter.isAtLineStart()) {
            state = State.OPENING_LINE_FEED;
        } else if (!delimiter.next(b)) {
            return fault("the first delimiter, two hyphens and the boundary that the Content-Type gives");
        } else if (delimiter.isComplete()) {
            state = State.DELIMITED;
        }
        return Meaning.FRAME;
    }

    private Meaning frame(boolean right, State next, String description) {
        if (right) {
            state = next;
            return Meaning.FRAME;
        }
        return fault(description);
    }

    private Meaning fault(String description) {
        expected = description;
        return Meaning.FAULT;
    }
}
