package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
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
        /** Nothing yet but empty lines, or within the first delimiter. */
        OPENING,
        OPENING_LINE_FEED,
        /** Just behind a delimiter. */
        DELIMITED,
        DELIMITED_LINE_FEED,
        DELIMITED_HYPHEN,
        HEADERS,
        CONTENT,
        VALUE,
        /** Behind the last delimiter, where one CRLF may stand. */
        CLOSED,
        CLOSED_LINE_FEED,
        OVER
    }

    private final MultipartDelimiter delimiter;
    private final PartHeaders headers = new PartHeaders();
    private final MultipartField field = new MultipartField();

    private State state = State.OPENING;
    private long chunkStart; // offset in the body of the chunk's first byte
    private long contentStart;
    private boolean modelNamed;
    private @Nullable String model;
    private boolean ended;
    private @Nullable BodyProblem problem;

    /** A scanner for a body whose parts are separated by {@code boundary}, which must be one by RFC 2046. */
    public MultipartModelScanner(String boundary) {
        delimiter = new MultipartDelimiter(boundary);
        delimiter.beginLine(); // the body's beginning counts as one
    }

    @Override
    public void feed(ByteBuf chunk) {
        if (problem != null || !chunk.isReadable()) {
            return;
        }
        if (ended) {
            throw new IllegalStateException("the body has ended");
        }
        if (chunk.nioBufferCount() == 1) {
            scan(chunk.nioBuffer());
        } else {
            for (ByteBuffer part : chunk.nioBuffers()) {
                scan(part);
            }
        }
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
        if (state == State.CLOSED || state == State.OVER) {
            if (model == null) {
                fail(
                        BodyProblem.Kind.NO_MODEL,
                        chunkStart,
                        "The form ended without a \"model\" field. Add one, with its name spelled in lower case.");
            }
        } else if (state == State.OPENING && delimiter.isAtLineStart()) {
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

    private void scan(ByteBuffer bytes) {
        int p = bytes.position();
        int end = bytes.limit();
        chunkStart -= p; // so that chunkStart plus an index is always an offset in the body
        while (p < end && problem == null) {
            p = switch (state) {
                case CONTENT -> content(bytes, p, end);
                case VALUE -> value(bytes, p, end);
                case HEADERS -> headers(bytes, p, end);
                default -> {
                    line(bytes.get(p) & 0xFF, chunkStart + p);
                    yield p + 1;
                }
            };
        }
        chunkStart += end;
    }

    // --- What stands on delimiters' lines, byte by byte

    private void line(int b, long offset) {
        switch (state) {
            case OPENING -> opening(b, offset);
            case OPENING_LINE_FEED -> expect(b, '\n', State.OPENING, "a line feed", offset);
            case DELIMITED -> {
                if (b == '\r') {
                    state = State.DELIMITED_LINE_FEED;
                } else {
                    expect(b, '-', State.DELIMITED_HYPHEN, "CRLF or two hyphens straight after the boundary", offset);
                }
            }
            case DELIMITED_LINE_FEED -> {
                expect(b, '\n', State.HEADERS, "CRLF straight after the boundary", offset);
                fieldIsComplete();
                headers.begin(offset + 1);
            }
            case DELIMITED_HYPHEN -> {
                expect(b, '-', State.CLOSED, "two hyphens straight after the last boundary", offset);
                fieldIsComplete();
            }
            case CLOSED -> expect(b, '\r', State.CLOSED_LINE_FEED, "nothing but CRLF after the form", offset);
            case CLOSED_LINE_FEED -> expect(b, '\n', State.OVER, "nothing but CRLF after the form", offset);
            default -> malformed(b, "nothing but CRLF after the form", offset);
        }
    }

    private void opening(int b, long offset) {
        if (b == '\r' && delimiter.isAtLineStart()) {
            state = State.OPENING_LINE_FEED;
        } else if (!delimiter.next(b)) {
            malformed(b, "the first delimiter, two hyphens and the boundary that the Content-Type gives", offset);
        } else if (delimiter.isComplete()) {
            state = State.DELIMITED;
        }
    }

    private void expect(int b, char expected, State next, String description, long offset) {
        if (b == expected) {
            state = next;
        } else {
            malformed(b, description, offset);
        }
    }

    /** A value counts once the delimiter behind it has proved to be one. */
    private void fieldIsComplete() {
        if (problem == null && model == null && field.isRead()) {
            model = field.text();
        }
    }

    // --- Parts

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
        state = State.DELIMITED;
        if (offset - delimiter.length() < contentStart) {
            // Go's reader takes this for the delimiter, Python's for content.
            fail(
                    BodyProblem.Kind.MALFORMED,
                    contentStart,
                    "The body is not a valid multipart form: the part at byte %d begins with the boundary; an empty part needs an empty line before it."
                            .formatted(contentStart));
        }
    }

    // --- Problems

    private void malformed(int b, String expected, long offset) {
        fail(
                BodyProblem.Kind.MALFORMED,
                offset,
                "The body is not a valid multipart form: at byte %d there must be %s, but there is %s."
                        .formatted(offset, expected, FoundByte.describe(b)));
    }

    private void fail(BodyProblem.Kind kind, long offset, String message) {
        problem = new BodyProblem(kind, offset, message);
    }
}
