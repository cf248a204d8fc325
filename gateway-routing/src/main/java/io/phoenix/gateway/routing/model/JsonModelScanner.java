package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON body chunk by chunk and finds the {@code model} of its outermost object, in constant memory: nothing of
 * the body is kept but the model itself. Goes on to the last byte, because a second {@code model} or a fault in the
 * grammar makes the whole body unfit, whatever was read before.
 *
 * <p>Only the member of the outermost object whose decoded name is exactly {@code model} counts. All of RFC 8259 and
 * the UTF-8 of every byte is checked, by a {@link JsonScanner}. How the body is cut into chunks never changes a result.
 *
 * <p>One scanner reads one body. It is owned by that body's reader and confined to its thread; it keeps no reference to
 * a chunk.
 */
public final class JsonModelScanner implements ModelScanner {
    /** Containers that may be open at once, the outermost object included. */
    public static final int DEFAULT_MAX_DEPTH = 512;
    /** Chars that a model's decoded name may have. */
    public static final int DEFAULT_MAX_MODEL_LENGTH = 256;

    private static final List<String> MODEL_ONLY = List.of("model");

    private final JsonOpening opening = new JsonOpening();
    private final ModelMember member;
    private final JsonScanner json;
    private long length; // of the body so far
    private boolean ended;

    /** A scanner with the default limits. */
    public JsonModelScanner() {
        this(MODEL_ONLY);
    }

    /**
     * A scanner with limits of its own.
     *
     * @param maxDepth containers that may be open at once, at least 1
     * @param maxModelLength chars that the decoded model may have, at least 1
     */
    public JsonModelScanner(int maxDepth, int maxModelLength) {
        this(MODEL_ONLY, maxDepth, maxModelLength);
    }

    /**
     * A scanner for an API where the model may stand under one of several names; two of them in one body are as wrong
     * as one twice.
     */
    JsonModelScanner(List<String> names) {
        this(names, DEFAULT_MAX_DEPTH, DEFAULT_MAX_MODEL_LENGTH);
    }

    private JsonModelScanner(List<String> names, int maxDepth, int maxModelLength) {
        if (maxDepth < 1 || maxModelLength < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
        this.member = new ModelMember(names, maxModelLength, maxDepth);
        this.json = member.json();
    }

    @Override
    public void scan(ByteBuffer bytes) {
        if (ended) {
            throw new IllegalStateException("the body has ended");
        }
        int p = bytes.position();
        while (opening.isOpen() && p < bytes.limit()) {
            opening.take(bytes.get(p));
            p++;
            if (!opening.isOpen()) {
                readOpening();
            }
        }
        json.scan(bytes, p, bytes.limit(), length + p - bytes.position());
        length += bytes.remaining();
    }

    private void readOpening() {
        if (opening.isWide()) {
            json.fail(
                    BodyProblem.Kind.NOT_UTF8,
                    0,
                    "The body begins like UTF-16 or UTF-32 at byte 0. JSON is exchanged in UTF-8 only; encode the body so.");
        }
        ByteBuffer text = opening.text();
        json.scan(text, 0, text.limit(), 0);
    }

    /** No more bytes: completes the check. A body that stops too early, or names no model, is a problem. */
    @Override
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        boolean cutInMark = opening.isOpen() && opening.isInMark();
        if (opening.isOpen() && !cutInMark) {
            readOpening();
        }
        if (json.problem() != null) {
            return;
        }
        if (json.isBlank() && !cutInMark) {
            json.fail(
                    BodyProblem.Kind.EMPTY_BODY,
                    length,
                    "The body is empty. Send a JSON object with a %s member.".formatted(member.quotedNames()));
        } else if (!json.isComplete()) {
            json.fail(
                    BodyProblem.Kind.TRUNCATED,
                    length,
                    "The body ends after byte %d, before its JSON object is complete. Send the whole object."
                            .formatted(length));
        } else if (!hasModel()) {
            json.fail(
                    BodyProblem.Kind.NO_MODEL,
                    length,
                    "The JSON object ended without a %s member. Name the model at the top level, spelled in lower case."
                            .formatted(member.quotedNames()));
        }
    }

    /** The model's value is complete; stays true whatever follows. */
    @Override
    public boolean hasModel() {
        return member.model() != null;
    }

    /**
     * The decoded model.
     *
     * @throws IllegalStateException unless {@link #hasModel()}
     */
    @Override
    public String model() {
        String model = member.model();
        if (model == null) {
            throw new IllegalStateException("no model was read");
        }
        return model;
    }

    /** Offset in the raw body, byte order mark included, of the opening quote of the model's value. */
    @Override
    public long valueStart() {
        return member.valueStart();
    }

    /** Offset in the raw body, byte order mark included, just past the closing quote of the model's value. */
    @Override
    public long valueEnd() {
        return member.valueEnd();
    }

    /** Bytes of the byte order mark that the body begins with: 0 or 3. */
    @Override
    public int bomLength() {
        return opening.markLength();
    }

    @Override
    public byte[] served(Model model) {
        return model.servedJson();
    }

    @Override
    public String faultCode() {
        return "invalid_json";
    }

    @Override
    public long caseVariantAt() {
        return member.caseVariantAt();
    }

    /** The outermost object's {@code stream}, where read so far, is literally true; the last one counts. */
    public boolean stream() {
        return member.stream();
    }

    /** The body has ended, is well-formed and names one model. */
    public boolean isComplete() {
        return ended && json.problem() == null;
    }

    /** The first problem; once there is one, further bytes are ignored. */
    @Override
    public @Nullable BodyProblem problem() {
        return json.problem();
    }
}
