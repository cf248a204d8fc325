package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code application/x-www-form-urlencoded} text, a body or a query, chunk by chunk and finds the pair whose
 * decoded key is exactly {@code model}, in constant memory. Pairs are separated by {@code &} alone; a semicolon is a
 * character like any other, as it is for the servers behind the gateway. Other pairs' values are not looked into.
 *
 * <p>One scanner reads one text. It is owned by that text's reader and confined to its thread; it keeps no reference to
 * a chunk.
 */
public final class FormModelScanner implements ModelScanner {
    private static final String MODEL_NAME = "model";
    private static final int NOT_MODEL = -1;

    private enum State {
        KEY,
        MODEL,
        /** The value of another key. */
        OTHER
    }

    private final String place;
    private final String pair;
    private final PercentText percent = new PercentText(true);
    private final ModelText text;

    private State state = State.KEY;
    private long chunkStart; // offset in the text of the chunk's first byte
    private long keyStart;
    private int keyMatched; // letters of "model" that the key's are so far, or NOT_MODEL
    private boolean modelNamed;
    private @Nullable String model;
    private long valueStart;
    private long valueEnd;
    private boolean ended;
    private @Nullable BodyProblem problem;

    /** A scanner for a body. */
    public FormModelScanner() {
        this("form", "field");
    }

    private FormModelScanner(String place, String pair) {
        this.place = place;
        this.pair = pair;
        this.text = new ModelText(place);
    }

    /** A scanner for what stands behind the question mark of a request's target. */
    static FormModelScanner ofQuery() {
        return new FormModelScanner("query", "parameter");
    }

    @Override
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (problem == null && !percent.isWhole()) {
            broken(chunkStart);
        }
        if (problem == null) {
            pairEnds(chunkStart);
        }
        if (problem == null && model == null) {
            problem = new BodyProblem(
                    BodyProblem.Kind.NO_MODEL,
                    chunkStart,
                    "The %s has no \"model\" %s. Add one, like model=NAME, with its name spelled in lower case."
                            .formatted(place, pair));
        }
    }

    @Override
    public boolean hasModel() {
        return model != null;
    }

    @Override
    public String model() {
        if (model == null) {
            throw new IllegalStateException("no model was read");
        }
        return model;
    }

    @Override
    public long valueStart() {
        return valueStart;
    }

    @Override
    public long valueEnd() {
        return valueEnd;
    }

    @Override
    public byte[] served(Model model) {
        return PercentText.encode(model.servedAs()).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int bomLength() {
        return 0;
    }

    @Override
    public String faultCode() {
        return "invalid_" + place;
    }

    @Override
    public @Nullable BodyProblem problem() {
        return problem;
    }

    @Override
    public void scan(ByteBuffer bytes) {
        if (ended) {
            throw new IllegalStateException("the body has ended");
        }
        int p = bytes.position();
        int end = bytes.limit();
        chunkStart -= p; // so that chunkStart plus an index is always an offset in the text
        while (p < end && problem == null) {
            if (state == State.OTHER) {
                p = ByteRun.until(bytes, p, end, (byte) '&');
                if (p == end) {
                    break;
                }
            }
            next(bytes.get(p) & 0xFF, chunkStart + p);
            p++;
        }
        chunkStart += end;
    }

    private void next(int b, long offset) {
        if (b == '&' && percent.isWhole()) {
            pairEnds(offset);
            state = State.KEY;
            keyStart = offset + 1;
            keyMatched = 0;
        } else if (state == State.MODEL) {
            value(b, offset);
        } else if (b == '=' && percent.isWhole()) {
            keyEnds(offset + 1);
        } else {
            key(b, offset);
        }
    }

    private void key(int b, long offset) {
        int decoded = percent.next(b);
        if (decoded == PercentText.BROKEN) {
            broken(offset);
        } else if (decoded != PercentText.MORE) {
            boolean goesOn =
                    keyMatched >= 0 && keyMatched < MODEL_NAME.length() && MODEL_NAME.charAt(keyMatched) == decoded;
            keyMatched = goesOn ? keyMatched + 1 : NOT_MODEL;
        }
    }

    /** The value, should it be the model's, begins at {@code valueOffset}. */
    private void keyEnds(long valueOffset) {
        if (keyMatched != MODEL_NAME.length()) {
            state = State.OTHER;
            return;
        }
        if (modelNamed) {
            fail(
                    BodyProblem.Kind.DUPLICATE_MODEL,
                    keyStart,
                    "A second \"model\" %s stands at byte %d of the %s. Readers differ in which one they take; send only one."
                            .formatted(pair, keyStart, place));
            return;
        }
        modelNamed = true;
        state = State.MODEL;
        valueStart = valueOffset;
        text.begin(valueStart);
    }

    private void value(int b, long offset) {
        if (b >= 0x80) {
            // Python's reader takes raw bytes for ISO-8859-1, Go's for UTF-8.
            fail(
                    BodyProblem.Kind.MALFORMED,
                    offset,
                    "At byte %d of the %s the model's name has a byte (0x%02X) that must be percent-encoded."
                            .formatted(offset, place, b));
            return;
        }
        int decoded = percent.next(b);
        if (decoded == PercentText.BROKEN) {
            broken(offset);
        } else if (decoded != PercentText.MORE) {
            problem = text.add(decoded, offset);
        }
    }

    /** A pair may lack the equals sign; its value is empty then. */
    private void pairEnds(long offset) {
        if (state == State.KEY) {
            keyEnds(offset);
        }
        if (state == State.MODEL && problem == null) {
            problem = text.end(offset);
            valueEnd = offset;
            model = problem == null ? text.text() : null;
        }
    }

    private void broken(long offset) {
        fail(
                BodyProblem.Kind.MALFORMED,
                offset,
                "At byte %d of the %s a percent sign is not followed by two hexadecimal digits. Write %%25 for the sign itself."
                        .formatted(offset, place));
    }

    private void fail(BodyProblem.Kind kind, long offset, String message) {
        problem = new BodyProblem(kind, offset, message);
    }
}
