package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of one part of a form, up to and with the blank line. Read as strictly as the grammar is: servers
 * differ in what they make of a folded line, a lone line feed, a blank before the colon or a header given twice. Reused
 * for every part; owned by one scanner, confined to its thread.
 */
final class PartHeaders {
    /** Bytes that the lines of one part may have together. */
    static final int MOST_BYTES = 8 * 1024;
    /** Lines that one part may have. */
    static final int MOST_LINES = 32;

    private final StringBuilder line = new StringBuilder(128);
    private long start;
    private int read;
    private int lines;
    private int lineStart;
    private boolean lineFeedDue;
    private boolean complete;
    private @Nullable FieldName field;
    private @Nullable String contentType;
    private @Nullable String transferEncoding;
    private @Nullable BodyProblem problem;

    /** Stands behind a delimiter's line, at {@code offset} in the body. */
    void begin(long offset) {
        start = offset;
        read = 0;
        lines = 0;
        lineStart = 0;
        complete = false;
        field = null;
        contentType = null;
        transferEncoding = null;
        line.setLength(0);
    }

    /** Reads on; the index behind the blank line or the byte at fault, or {@code to}. */
    int scan(ByteBuffer bytes, int from, int to) {
        int p = from;
        while (p < to && !complete && problem == null) {
            int b = bytes.get(p) & 0xFF;
            if (lineFeedDue) {
                lineFeedDue = false;
                if (b != '\n') {
                    malformed(read, "a line must end with CRLF, but after its CR there is " + FoundByte.describe(b));
                } else {
                    lineRead();
                }
            } else if (b == '\r') {
                lineFeedDue = true;
            } else if (b < ' ' || b == 0x7F) {
                malformed(read, FoundByte.describe(b) + " cannot stand in a line");
            } else {
                line.append((char) b);
            }
            read++;
            if (read > MOST_BYTES) {
                malformed(lineStart, "the lines are longer than " + MOST_BYTES + " bytes");
            }
            p++;
        }
        return p;
    }

    /** The blank line was read and nothing is wrong. */
    boolean isComplete() {
        return complete && problem == null;
    }

    @Nullable
    BodyProblem problem() {
        return problem;
    }

    /** Where the lines begin in the body. */
    long start() {
        return start;
    }

    /** Whether the part is a field of exactly this name, be it a file or not. */
    boolean isNamed(String name) {
        return field != null && field.name().equals(name);
    }

    /** Whether the part is announced as a file. */
    boolean isFile() {
        return field != null && field.isFile();
    }

    /** The part's media type as it stands there, or null. */
    @Nullable
    String contentType() {
        return contentType;
    }

    /** The part's Content-Transfer-Encoding in lower case, or null. */
    @Nullable
    String transferEncoding() {
        return transferEncoding;
    }

    private void lineRead() {
        if (line.isEmpty()) {
            complete = true;
            if (field == null) {
                malformed(0, "a part must have a Content-Disposition");
            }
            return;
        }
        lines++;
        String text = line.toString();
        int colon = HeaderValue.endOfToken(text, 0);
        if (lines > MOST_LINES) {
            malformed(lineStart, "a part has more than " + MOST_LINES + " lines");
        } else if (colon == 0 || colon == text.length() || text.charAt(colon) != ':') {
            malformed(lineStart, "a line must be a header's name, a colon and its value");
        } else {
            header(text.substring(0, colon).toLowerCase(Locale.ROOT), trim(text, colon + 1));
        }
        line.setLength(0);
        lineStart = read + 1;
    }

    private void header(String name, String value) {
        boolean twice = false;
        switch (name) {
            case "content-disposition" -> {
                twice = field != null;
                field = FieldName.of(value);
                if (field == null) {
                    malformed(lineStart, "the Content-Disposition must read form-data; name=\"…\"; then the rest");
                }
            }
            case "content-type" -> {
                twice = contentType != null;
                contentType = value;
            }
            case "content-transfer-encoding" -> {
                twice = transferEncoding != null;
                transferEncoding = value.toLowerCase(Locale.ROOT);
            }
            default -> {
                // Says nothing about where the part ends or what its name is.
            }
        }
        if (twice) {
            malformed(lineStart, "a part has two headers called " + name);
        }
    }

    private static String trim(String text, int from) {
        int start = from;
        int end = text.length();
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(start, end);
    }

    private void malformed(int index, String detail) {
        if (problem == null) {
            long offset = start + index;
            problem = new BodyProblem(
                    BodyProblem.Kind.MALFORMED,
                    offset,
                    "The body is not a valid multipart form: in the headers of a part, at byte %d, %s."
                            .formatted(offset, detail));
        }
    }
}
