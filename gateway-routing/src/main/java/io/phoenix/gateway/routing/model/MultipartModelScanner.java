package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code multipart/form-data} body (RFC 7578) chunk by chunk and finds its field {@code model}, wherever it
 * stands among the parts, in constant memory: of the parts nothing is kept but that value.
 *
 * <p>There is one reading. What the servers behind the gateway read differently is refused: text before the first
 * delimiter or after the last, blanks behind a delimiter, content in which a delimiter seems to stand, and all that
 * {@link PartHeaders} and {@link FieldName} tell. A field of another case, {@code Model}, is another field.
 *
 * <p>One scanner reads one body. It is owned by that body's reader and confined to its thread; it keeps no reference to
 * a chunk.
 */
public final class MultipartModelScanner implements ModelScanner {
    private static final String MODEL_NAME = "model";

    private enum State {
        FRAME,
        HEADERS,
        /** Of a part that is not the model. */
        CONTENT,
        VALUE
    }

    private final MultipartDelimiter delimiter;
    private final MultipartFrame frame;
    private final PartHeaders headers = new PartHeaders();
    private final MultipartField field = new MultipartField();

    private State state = State.FRAME;
    private long chunkStart; // offset in the body of the chunk's first byte
    private long contentStart;
    private boolean modelNamed;
    private @Nullable String model;
    private boolean ended;
    private @Nullable BodyProblem problem;

    /** A scanner for a body whose parts are separated by {@code boundary}, which must be one by RFC 2046. */
    public MultipartModelScanner(String boundary) {
        delimiter = new MultipartDelimiter(boundary);
        frame = new MultipartFrame(delimiter);
    }

    @Override
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (problem != null) {
            return;
        }
        if (frame.isOver()) {
            if (model == null) {
                fail(
                        BodyProblem.Kind.NO_MODEL,
                        chunkStart,
                        "The form ended without a \"model\" field. Add one, with its name spelled in lower case.");
            }
        } else if (frame.isEmpty()) {
            fail(
                    BodyProblem.Kind.EMPTY_BODY,
                    chunkStart,
                    "The body is empty. Send a multipart form with a \"model\" field.");
        } else {
            fail(
                    BodyProblem.Kind.TRUNCATED,
                    chunkStart,
                    "The body ends after byte %d, before the delimiter that closes the form. Send the whole form."
                            .formatted(chunkStart));
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
        return model == null ? 0 : field.start();
    }

    @Override
    public long valueEnd() {
        return model == null ? 0 : field.end();
    }

    @Override
    public byte[] served(Model model) {
        return model.servedAs().getBytes(StandardCharsets.UTF_8);
    }

    /** Nothing may stand before the first delimiter, a byte order mark neither. */
    @Override
    public int bomLength() {
        return 0;
    }

    @Override
    public String faultCode() {
        return "invalid_multipart";
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
        chunkStart -= p; // so that chunkStart plus an index is always an offset in the body
        while (p < end && problem == null) {
            p = switch (state) {
                case CONTENT -> content(bytes, p, end);
                case VALUE -> value(bytes, p, end);
                case HEADERS -> headers(bytes, p, end);
                case FRAME -> {
                    frame(bytes.get(p) & 0xFF, chunkStart + p);
                    yield p + 1;
                }
            };
        }
        chunkStart += end;
    }

    private void frame(int b, long offset) {
        switch (frame.next(b)) {
            case PART -> {
                fieldIsComplete();
                headers.begin(offset + 1);
                state = State.HEADERS;
            }
            case END -> fieldIsComplete();
            case FAULT ->
                fail(
                        BodyProblem.Kind.MALFORMED,
                        offset,
                        "The body is not a valid multipart form: at byte %d there must be %s, but there is %s."
                                .formatted(offset, frame.expected(), FoundByte.describe(b)));
            case FRAME -> {
                // Tells nothing by itself.
            }
        }
    }

    /** A value counts once the delimiter behind it has proved to be one. */
    private void fieldIsComplete() {
        if (model == null && field.isRead()) {
            model = field.text();
        }
    }

    private int headers(ByteBuffer bytes, int from, int end) {
        int p = headers.scan(bytes, from, end);
        problem = headers.problem();
        if (headers.isComplete()) {
            contentStart = chunkStart + p;
            // The blank line's CRLF is not a delimiter's, but what follows it is checked for seeming so.
            delimiter.beginLine();
            state = State.CONTENT;
            if (headers.isNamed(MODEL_NAME)) {
                modelBegins();
            }
        }
        return p;
    }

    private void modelBegins() {
        if (modelNamed) {
            fail(
                    BodyProblem.Kind.DUPLICATE_MODEL,
                    headers.start(),
                    "A second \"model\" field stands at byte %d. Readers differ in which one they take; send only one."
                            .formatted(headers.start()));
            return;
        }
        modelNamed = true;
        state = State.VALUE;
        problem = field.begin(headers, contentStart);
    }

    private int content(ByteBuffer bytes, int from, int end) {
        int p = delimiter.skip(bytes, from, end);
        if (delimiter.isComplete()) {
            contentEnds(chunkStart + p);
        }
        return p;
    }

    private int value(ByteBuffer bytes, int from, int end) {
        int p = from;
        while (p < end && problem == null && state == State.VALUE) {
            problem = field.next(bytes.get(p) & 0xFF, chunkStart + p, delimiter);
            p++;
            if (problem == null && delimiter.isComplete()) {
                contentEnds(chunkStart + p);
                if (problem == null) {
                    problem = field.close(chunkStart + p - delimiter.length());
                }
            }
        }
        return p;
    }

    private void contentEnds(long offset) {
        state = State.FRAME;
        frame.delimited();
        if (offset - delimiter.length() < contentStart) {
            // Go's reader takes this for the delimiter, Python's for content.
            fail(
                    BodyProblem.Kind.MALFORMED,
                    contentStart,
                    "The body is not a valid multipart form: the part at byte %d begins with the boundary; an empty part needs an empty line before it."
                            .formatted(contentStart));
        }
    }

    private void fail(BodyProblem.Kind kind, long offset, String message) {
        problem = new BodyProblem(kind, offset, message);
    }
}
