package io.phoenix.gateway.core.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One final answer of HTTP/1.1 and the interim ones before it, in the form that no two readers take for different
 * things, read from all bytes at once by patterns: shares no line with the gateway's scanner.
 */
final class Http1AnswerOracle {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern SURE_STATUS = Pattern.compile("HTTP/1\\.1 ([1-5][0-9]{2}) [ -~]*");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([1-9][0-9]{2}) [\\t -~\\x80-\\xff]*");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):([\\t -~\\x80-\\xff]*)");
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,16})(;[\\t -~\\x80-\\xff]*)?");
    private static final Pattern EXTENSIONS = Pattern.compile("(?:;" + TOKEN + "(?:=" + TOKEN + ")?)*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /** The gateway takes more of them, but not much. */
    private static final int MOST_FIELDS = 900;

    /** What the bytes come to. */
    enum End {
        /** A whole answer; whatever follows is not part of it. */
        COMPLETE,
        /** More bytes would have to come. */
        CUT,
        /** Nobody may take it for an answer. */
        REFUSED,
        /** This oracle cannot tell. */
        UNSURE
    }

    private final String text;
    private final boolean headAsked;
    private final boolean strict;
    private final StringBuilder body = new StringBuilder();
    private int at;
    private int status;
    private List<Http1Oracle.Field> fields = List.of();
    private End end = End.COMPLETE;

    private Http1AnswerOracle(String text, int from, boolean headAsked, boolean strict) {
        this.text = text;
        this.at = from;
        this.headAsked = headAsked;
        this.strict = strict;
    }

    /** Reads what an upstream sends and then ends the connection, a character a byte. */
    static Http1AnswerOracle before(String text, boolean headAsked) {
        return new Http1AnswerOracle(text, 0, headAsked, false).read();
    }

    /** Reads from {@code from} on what a client gets, which may be nothing that a reader has to forgive. */
    static Http1AnswerOracle behind(String text, int from, boolean headAsked) {
        return new Http1AnswerOracle(text, from, headAsked, true).read();
    }

    End end() {
        return end;
    }

    /** Where the answer ends, if it is complete. */
    int at() {
        return at;
    }

    int status() {
        return status;
    }

    String body() {
        return body.toString();
    }

    /** Those header lines that concern nobody on the way. */
    List<Http1Oracle.Field> comparable() {
        List<String> connection = new ArrayList<>();
        for (String value : Http1Oracle.values(fields, "connection")) {
            for (String name : value.split(",")) {
                connection.add(name.trim().toLowerCase(Locale.ROOT));
            }
        }
        return Http1Oracle.comparable(fields, connection).stream()
                .filter(f -> f.name().startsWith("x-"))
                .toList();
    }

    private Http1AnswerOracle read() {
        try {
            do {
                head();
            } while (status < 200);
            readBody();
        } catch (Stop stop) {
            end = stop.end;
        }
        return this;
    }

    private void head() {
        String line = line();
        Matcher sure = (strict ? STATUS : SURE_STATUS).matcher(line);
        if (!sure.matches()) {
            throw new Stop(strict ? End.REFUSED : End.UNSURE);
        }
        status = Integer.parseInt(sure.group(1));
        fields = fields();
        require(status != 101);
        boolean framed = !Http1Oracle.values(fields, "content-length").isEmpty()
                || !Http1Oracle.values(fields, "transfer-encoding").isEmpty();
        if (status < 200 && framed) {
            throw new Stop(strict ? End.REFUSED : End.UNSURE);
        }
    }

    private void readBody() {
        List<String> codings = Http1Oracle.values(fields, "transfer-encoding");
        List<String> lengths = Http1Oracle.values(fields, "content-length");
        boolean lengthKnown =
                lengths.size() == 1 && LENGTH.matcher(lengths.get(0)).matches() && codings.isEmpty();
        boolean chunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked") && lengths.isEmpty();
        boolean unframed = codings.isEmpty() && lengths.isEmpty();
        if (headAsked || status == 204 || status == 304) {
            if (!unframed && !lengthKnown && !strict) {
                throw new Stop(End.UNSURE);
            }
            return;
        }
        require(lengthKnown || chunked || (unframed && !strict));
        if (chunked) {
            chunks();
        } else if (lengthKnown) {
            bytes(Long.parseLong(lengths.get(0)));
        } else {
            bytes(text.length() - at);
        }
    }

    private void chunks() {
        boolean sure = true;
        while (true) {
            Matcher size = SIZE.matcher(line());
            require(size.matches());
            long length = Long.parseUnsignedLong(size.group(1), 16);
            require(length >= 0 && length <= Integer.MAX_VALUE);
            sure &= size.group(2) == null || EXTENSIONS.matcher(size.group(2)).matches();
            if (length == 0) {
                break;
            }
            bytes(length);
            require(line().isEmpty());
        }
        sure &= Http1Oracle.values(fields(), "content-length").isEmpty();
        if (!sure) {
            throw new Stop(strict ? End.REFUSED : End.UNSURE);
        }
    }

    private void bytes(long length) {
        int taken = (int) Math.min(length, text.length() - at);
        body.append(text, at, at + taken);
        at += taken;
        if (taken < length) {
            throw new Stop(End.CUT);
        }
    }

    private String line() {
        int lineEnd = text.indexOf("\r\n", at);
        if (lineEnd < 0) {
            throw new Stop(End.CUT);
        }
        int from = at;
        at = lineEnd + 2;
        return text.substring(from, lineEnd);
    }

    private List<Http1Oracle.Field> fields() {
        List<Http1Oracle.Field> read = new ArrayList<>();
        String line;
        while (!(line = line()).isEmpty()) {
            Matcher field = FIELD.matcher(line);
            require(field.matches());
            read.add(new Http1Oracle.Field(
                    field.group(1).toLowerCase(Locale.ROOT), field.group(2).trim()));
            if (read.size() > MOST_FIELDS) {
                throw new Stop(End.UNSURE);
            }
        }
        return read;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new Stop(End.REFUSED);
        }
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final End end;

        Stop(End end) {
            super(null, null, false, false);
            this.end = end;
        }
    }
}
