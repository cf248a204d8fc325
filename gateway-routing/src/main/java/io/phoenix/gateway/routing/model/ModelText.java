package io.phoenix.gateway.routing.model;

import org.jspecify.annotations.Nullable;

/**
 * The name of a model where it stands as bare text, in a form, a query or a path: UTF-8 of limited length without
 * control characters. Blanks belong to the name, as they do for the backends. Owned by one reader, confined to its
 * thread.
 */
final class ModelText {
    /** Chars that a name may have. */
    static final int MOST_CHARS = JsonModelScanner.DEFAULT_MAX_MODEL_LENGTH;

    private final String place;
    private final Utf8Sequence sequence = new Utf8Sequence();
    private final StringBuilder text = new StringBuilder(32);
    private long start;
    private boolean inSequence;

    /** A name that stands in {@code place}, which is a word for messages. */
    ModelText(String place) {
        this.place = place;
    }

    /** The name's first byte, if it has one, is at {@code offset}. */
    void begin(long offset) {
        start = offset;
    }

    /** Takes the decoded byte that ends at {@code offset}; null, or why it cannot stand in a name. */
    @Nullable
    BodyProblem add(int b, long offset) {
        if (inSequence) {
            if (!sequence.next(b)) {
                return notUtf8(b, offset);
            }
            if (!sequence.isComplete()) {
                return null;
            }
            inSequence = false;
            return append(sequence.codePoint(), offset);
        }
        if (b < 0x80) {
            return append(b, offset);
        }
        inSequence = sequence.begin(b);
        return inSequence ? null : notUtf8(b, offset);
    }

    /** The name ends before {@code offset}; null, or why it is none. */
    @Nullable
    BodyProblem end(long offset) {
        if (inSequence) {
            return new BodyProblem(
                    BodyProblem.Kind.NOT_UTF8,
                    offset,
                    "At byte %d of the %s the model's name ends in the middle of a UTF-8 character. Send it in UTF-8."
                            .formatted(offset, place));
        }
        return text.isEmpty() ? empty() : null;
    }

    String text() {
        return text.toString();
    }

    private @Nullable BodyProblem append(int codePoint, long offset) {
        if (Character.isISOControl(codePoint)) {
            return new BodyProblem(
                    BodyProblem.Kind.MODEL_NOT_TEXT,
                    offset,
                    "At byte %d of the %s the model's name has a control character (0x%02X). Send the name alone."
                            .formatted(offset, place, codePoint));
        }
        if (text.length() + Character.charCount(codePoint) > MOST_CHARS) {
            return new BodyProblem(
                    BodyProblem.Kind.MODEL_TOO_LONG,
                    start,
                    "The model at byte %d of the %s is longer than %d characters. Send the name of a model."
                            .formatted(start, place, MOST_CHARS));
        }
        text.appendCodePoint(codePoint);
        return null;
    }

    private BodyProblem empty() {
        return new BodyProblem(
                BodyProblem.Kind.MODEL_EMPTY,
                start,
                "The model at byte %d of the %s is empty. Send the name of a model.".formatted(start, place));
    }

    private BodyProblem notUtf8(int b, long offset) {
        return new BodyProblem(
                BodyProblem.Kind.NOT_UTF8,
                offset,
                "At byte %d of the %s the model's name is not valid UTF-8 (0x%02X cannot stand there). Send it in UTF-8."
                        .formatted(offset, place, b));
    }
}
