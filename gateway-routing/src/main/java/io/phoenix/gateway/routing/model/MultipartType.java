package io.phoenix.gateway.routing.model;

import org.jspecify.annotations.Nullable;

/**
 * What the Content-Type of a form says: its boundary (RFC 2046, section 5.1.1), or why there is none that every server
 * would read alike. Immutable.
 *
 * @param boundary empty if there is an objection
 * @param objection what is wrong and what to send, or null
 */
record MultipartType(String boundary, @Nullable String objection) {

    private static final String MEDIA_TYPE = "multipart/form-data";
    private static final int LONGEST_BOUNDARY = 70;
    private static final String BOUNDARY_MARKS = "'()+_,-./:=? ";

    /** Whether a Content-Type announces such a body, however wrong its parameters may be. */
    static boolean announces(String contentType) {
        if (!contentType.regionMatches(true, 0, MEDIA_TYPE, 0, MEDIA_TYPE.length())) {
            return false;
        }
        int end = MEDIA_TYPE.length();
        return HeaderValue.endOfToken(contentType, end) == end;
    }

    /** Reads a Content-Type that {@link #announces} a form. */
    static MultipartType of(String contentType) {
        HeaderValue type = HeaderValue.parse(contentType);
        if (type == null || !type.value().equals(MEDIA_TYPE)) {
            return refuse("has parameters that are not well-formed");
        }
        for (HeaderValue.Parameter parameter : type.parameters()) {
            // One server takes whatever stands behind the first "boundary=", even in the name of another parameter.
            if (!parameter.name().equals("boundary") && !parameter.name().equals("charset")) {
                return refuse("has a parameter besides boundary and charset");
            }
        }
        String charset = type.parameter("charset");
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            return refuse("has a charset other than utf-8");
        }
        String boundary = type.parameter("boundary");
        if (boundary == null) {
            return refuse("has no boundary");
        }
        return isBoundary(boundary)
                ? new MultipartType(boundary, null)
                : refuse("has a boundary that is none: it must be 1 to " + LONGEST_BOUNDARY
                        + " letters, digits, blanks and characters of '()+_,-./:=? and not end with a blank");
    }

    private static boolean isBoundary(String text) {
        if (text.isEmpty() || text.length() > LONGEST_BOUNDARY || text.endsWith(" ")) {
            return false;
        }
        return text.chars().allMatch(c -> AsciiByte.isLetterOrDigit(c) || BOUNDARY_MARKS.indexOf(c) >= 0);
    }

    private static MultipartType refuse(String objection) {
        return new MultipartType(
                "",
                "The Content-Type " + objection
                        + ". Send multipart/form-data; boundary=… as your HTTP library makes it.");
    }
}
