package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/**
 * The JSON document of an answer that is being read, and after it the next: finds the served name where answers tell
 * their model, and has it replaced. That is {@code model} at the top level, {@code response.model} (OpenAI's Responses)
 * and {@code message.model} (Anthropic's message_start). A document that proves not to be a JSON object is let alone
 * from there to its end.
 *
 * <p>One per answer, on its worker.
 */
final class AnswerDocument implements JsonObserver {
    private static final String MODEL = "model";
    private static final String RESPONSE = "response";
    private static final String MESSAGE = "message";
    private static final int DEEPEST = 2;

    private static final long NONE = Long.MAX_VALUE;

    private final String served;
    private final AnswerSplice splice;
    private final JsonScanner json =
            new JsonScanner(this, DEEPEST, RESPONSE.length(), JsonModelScanner.DEFAULT_MAX_DEPTH);
    private boolean inNested; // the outermost member at hand is one whose own model counts
    private long undecided = NONE;

    /** A document in which {@code served} is replaced by {@code splice}. */
    AnswerDocument(String served, AnswerSplice splice) {
        this.served = served;
        this.splice = splice;
    }

    /** The next bytes belong to a new document. */
    void restart() {
        json.reset();
        undecided = NONE;
    }

    /** Reads more of the document; the byte at {@code from} stands at {@code offset} in the answer. */
    void read(ByteBuffer bytes, int from, int to, long offset) {
        json.scan(bytes, from, to, offset);
        if (json.problem() != null) {
            undecided = NONE;
        }
    }

    /** Where the value begins of which it is not known yet whether it is the served name; beyond all bytes if none. */
    long undecidedFrom() {
        return undecided;
    }

    @Override
    public int onName(JsonString name, int depth, long offset) {
        if (depth == 1) {
            inNested = name.is(RESPONSE) || name.is(MESSAGE);
        }
        return (depth == 1 || inNested) && name.is(MODEL) ? served.length() : JsonString.SKIPPED;
    }

    @Override
    public void onValue(int first, long offset) {
        if (first == '"') {
            undecided = offset;
        }
    }

    @Override
    public void onLongText() {
        undecided = NONE;
    }

    @Override
    public void onText(JsonString text, long end) {
        if (text.is(served)) {
            splice.replace(undecided, end);
        }
        undecided = NONE;
    }

    @Override
    public void onTrue() {}
}
