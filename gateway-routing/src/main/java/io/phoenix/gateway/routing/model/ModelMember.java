package io.phoenix.gateway.routing.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The member of a body's outermost object that names the model, picked out of what a {@link JsonScanner} tells: there
 * must be one, a string of sensible length, and only one. Owned by one {@link JsonModelScanner} and confined to its
 * thread.
 */
final class ModelMember implements JsonObserver {
    private static final String STREAM = "stream";

    private final List<String> names;
    private final int maxLength;
    private final JsonScanner json;

    private @Nullable String name; // as which the model was named, once it was
    private boolean isAtHand; // the value that comes next, or is being read, is the model; else it is stream's
    private long start; // of that value
    private @Nullable String model;
    private long valueStart;
    private long valueEnd;
    private long caseVariantAt = -1;
    private boolean stream;

    /** A member with one of {@code names}, whose value has up to {@code maxLength} chars. */
    ModelMember(List<String> names, int maxLength, int maxDepth) {
        this.names = names;
        this.maxLength = maxLength;
        int longest = STREAM.length();
        for (String each : names) {
            longest = Math.max(longest, each.length());
        }
        this.json = new JsonScanner(this, 1, longest, maxDepth);
    }

    /** The scanner to feed, which has all problems, this member's included. */
    JsonScanner json() {
        return json;
    }

    /** The decoded value, once it is complete. */
    @Nullable
    String model() {
        return model;
    }

    /** Offset of the value's opening quote. */
    long valueStart() {
        return valueStart;
    }

    /** Offset just past the value's closing quote. */
    long valueEnd() {
        return valueEnd;
    }

    /** Offset of the first name that is one of the names only without regard to case, or -1. */
    long caseVariantAt() {
        return caseVariantAt;
    }

    /** The last {@code stream} so far is literally true. */
    boolean stream() {
        return stream;
    }

    /** The names, for a message. */
    String quotedNames() {
        return names.stream().map(each -> '"' + each + '"').collect(Collectors.joining(" or "));
    }

    @Override
    public int onName(JsonString found, int depth, long offset) {
        isAtHand = false;
        for (String each : names) {
            if (found.is(each)) {
                return onModelName(each, offset);
            }
            if (caseVariantAt < 0 && found.isCaseVariantOf(each)) {
                caseVariantAt = offset;
            }
        }
        return found.is(STREAM) ? 0 : JsonString.SKIPPED;
    }

    private int onModelName(String found, long offset) {
        if (name != null) {
            json.fail(
                    BodyProblem.Kind.DUPLICATE_MODEL,
                    offset,
                    "A second %s member stands at byte %d. Readers differ in which one they take; send only one."
                            .formatted(quotedNames(), offset));
        }
        name = found;
        isAtHand = true;
        return maxLength;
    }

    @Override
    public void onValue(int first, long offset) {
        start = offset;
        if (!isAtHand) {
            stream = false;
            return;
        }
        String type = typeBeginningWith(first);
        if (type != null) {
            json.fail(
                    BodyProblem.Kind.MODEL_NOT_STRING,
                    offset,
                    "\"%s\" must be a string, but at byte %d it is %s. Send the model's name in double quotes."
                            .formatted(name, offset, type));
        }
    }

    /** The type of any value but a string, in words; null for what begins no value. */
    private static @Nullable String typeBeginningWith(int b) {
        return switch (b) {
            case '{' -> "an object";
            case '[' -> "an array";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            default -> b == '-' || JsonNumber.isDigit(b) ? "a number" : null;
        };
    }

    @Override
    public void onLongText() {
        if (isAtHand) {
            json.fail(
                    BodyProblem.Kind.MODEL_TOO_LONG,
                    start,
                    "The \"%s\" at byte %d is longer than %d characters. Send the name of a model."
                            .formatted(name, start, maxLength));
        }
    }

    @Override
    public void onText(JsonString text, long end) {
        if (!isAtHand) {
            return;
        }
        if (text.isEmpty()) {
            json.fail(
                    BodyProblem.Kind.MODEL_EMPTY,
                    start,
                    "The \"%s\" at byte %d is empty. Send the name of a model.".formatted(name, start));
        } else {
            model = text.text();
            valueStart = start;
            valueEnd = end;
        }
    }

    @Override
    public void onTrue() {
        stream |= !isAtHand;
    }
}
