package io.phoenix.gateway.routing.model;

/**
 * Why a body cannot be routed by its model. Immutable.
 *
 * @param kind what is wrong, for the program that chooses a status and an error code
 * @param offset the byte of the body, counted from 0 with a byte order mark included, that shows the problem
 * @param message what is wrong, where, and what to send instead; meant for the caller of the API
 */
public record BodyProblem(Kind kind, long offset, String message) {

    /** The ways in which a body can be unfit. */
    public enum Kind {
        /** No bytes, or nothing but white space. */
        EMPTY_BODY,
        /** Another JSON value than an object. */
        NOT_OBJECT,
        /** Against the grammar of the body's format, or something follows its end. */
        MALFORMED,
        /** Right as far as it goes, but it ends too early. */
        TRUNCATED,
        /** Nested deeper than the limit. */
        TOO_DEEP,
        /** UTF-16, UTF-32, or bytes that are not UTF-8. */
        NOT_UTF8,
        /** The model is a number, null, a boolean, an array or an object, or the content of a file. */
        MODEL_NOT_STRING,
        /** The model has control characters, or is in an encoding of its own. */
        MODEL_NOT_TEXT,
        /** The model is the empty string. */
        MODEL_EMPTY,
        /** The model is longer than the limit. */
        MODEL_TOO_LONG,
        /** The outermost object, or the form, names its model twice. */
        DUPLICATE_MODEL,
        /** The outermost object, or the form, names no model. */
        NO_MODEL
    }
}
