package io.phoenix.gateway.routing.model;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The content of a form's {@code model} field: a bare name up to the delimiter. Owned by one
 * {@link MultipartModelScanner}, confined to its thread.
 */
final class MultipartField {
    private static final List<String> IDENTITIES = List.of("7bit", "8bit", "binary");

    private final ModelText text = new ModelText("body");
    private boolean asciiOnly;
    private long start;
    private long end = -1;

    /** Begins at {@code offset}; null, or why the part cannot be a name. */
    @Nullable
    BodyProblem begin(PartHeaders headers, long offset) {
        start = offset;
        text.begin(offset);
        if (headers.isFile()) {
            return new BodyProblem(
                    BodyProblem.Kind.MODEL_NOT_STRING,
                    headers.start(),
                    "The \"model\" field at byte %d is a file. Send the model's name as text, without a filename."
                            .formatted(headers.start()));
        }
        // Go's reader decodes quoted-printable, Python's does not.
        String encoding = headers.transferEncoding();
        if (encoding != null && !IDENTITIES.contains(encoding)) {
            return notText(headers, "in a Content-Transfer-Encoding");
        }
        String contentType = headers.contentType();
        return contentType == null ? null : type(HeaderValue.parse(contentType), headers);
    }

    /** Some libraries announce ISO-8859-1 by default; while only ASCII follows, all charsets of the list agree. */
    private @Nullable BodyProblem type(@Nullable HeaderValue type, PartHeaders headers) {
        if (type == null || !type.value().equals("text/plain")) {
            return notText(headers, "not text/plain");
        }
        // One that is nearly a charset, such as RFC 2231's "charset*", is one to some readers.
        if (type.parameters().stream().anyMatch(parameter -> !parameter.name().equals("charset"))) {
            return notText(headers, "announced with a parameter besides charset");
        }
        String charset = type.parameter("charset");
        switch (charset == null ? "utf-8" : charset.toLowerCase(Locale.ROOT)) {
            case "utf-8" -> asciiOnly = false;
            case "us-ascii", "iso-8859-1" -> asciiOnly = true;
            default -> {
                return notText(headers, "in a charset other than utf-8");
            }
        }
        return null;
    }

    private static BodyProblem notText(PartHeaders headers, String detail) {
        return new BodyProblem(
                BodyProblem.Kind.MODEL_NOT_TEXT,
                headers.start(),
                "The \"model\" field at byte %d is %s. Send the model's name as plain text in UTF-8."
                        .formatted(headers.start(), detail));
    }

    /** Takes the byte at {@code offset}, or lets {@code delimiter} have it; null, or why it cannot stand here. */
    @Nullable
    BodyProblem next(int b, long offset, MultipartDelimiter delimiter) {
        int matched = delimiter.matched();
        if (delimiter.next(b)) {
            return null;
        }
        long matchedFrom = offset - matched;
        if (matched > 0 && matchedFrom >= start) {
            return text.add('\r', matchedFrom); // a line end that is not the delimiter's
        }
        BodyProblem problem = null;
        // The name itself began as a delimiter does, with a hyphen.
        for (int i = MultipartDelimiter.LINE_END; i < matched && problem == null; i++) {
            problem = text.add(delimiter.byteAt(i), matchedFrom + i);
        }
        return problem != null || b == '\r' ? problem : add(b, offset);
    }

    private @Nullable BodyProblem add(int b, long offset) {
        if (asciiOnly && b >= 0x80) {
            return new BodyProblem(
                    BodyProblem.Kind.MODEL_NOT_TEXT,
                    offset,
                    "At byte %d of the body the model's name is not in the charset that its part announces. Send it in UTF-8."
                            .formatted(offset));
        }
        return text.add(b, offset);
    }

    /** The delimiter begins at {@code offset}; null, or why what stands before it is no name. */
    @Nullable
    BodyProblem close(long offset) {
        end = offset;
        return text.end(offset);
    }

    boolean isRead() {
        return end >= 0;
    }

    String text() {
        return text.text();
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }
}
