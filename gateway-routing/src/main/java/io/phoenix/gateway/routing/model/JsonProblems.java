package io.phoenix.gateway.routing.model;

/** What to tell of a body that is not one JSON object. Stateless. */
final class JsonProblems {
    private JsonProblems() {}

    /** The byte {@code b} stands where something else must. */
    static BodyProblem malformed(int b, long offset, String expected) {
        return new BodyProblem(
                BodyProblem.Kind.MALFORMED,
                offset,
                "The body is not valid JSON: at byte %d there must be %s, but there is %s."
                        .formatted(offset, expected, FoundByte.describe(b)));
    }

    /** The byte {@code b} begins something else than the object. */
    static BodyProblem notObject(int b, long offset) {
        if ("[\"-0123456789tfn".indexOf(b) < 0) {
            return malformed(b, offset, "a JSON object, beginning with '{'");
        }
        return new BodyProblem(
                BodyProblem.Kind.NOT_OBJECT,
                offset,
                "The body must be a JSON object with a \"model\" member, but at byte %d another value begins with %s."
                        .formatted(offset, FoundByte.describe(b)));
    }

    /** One container too many is opened. */
    static BodyProblem tooDeep(int maxDepth, long offset) {
        return new BodyProblem(
                BodyProblem.Kind.TOO_DEEP,
                offset,
                "At byte %d the JSON is nested deeper than %d levels. Send it flatter.".formatted(offset, maxDepth));
    }

    /** A string has a fault. */
    static BodyProblem inString(BodyProblem.Kind fault, String detail, long offset) {
        return new BodyProblem(fault, offset, "At byte %d %s.".formatted(offset, detail));
    }
}
