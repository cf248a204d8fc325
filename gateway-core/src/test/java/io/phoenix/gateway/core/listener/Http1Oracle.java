package io.phoenix.gateway.core.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Requests of HTTP/1.1 in the one form that no two readers take for different things, read from all bytes at once by
 * patterns: shares no line with the gateway's scanner, which goes from byte to byte.
 */
final class Http1Oracle {

    static final int MOST_FIELDS = 100;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern.compile("(" + TOKEN + ") ([!-~]+) HTTP/([0-9]\\.[0-9])");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):([\\t -~\\x80-\\xff]*)");
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,16})(;[\\t -~\\x80-\\xff]*)?");
    private static final Pattern EXTENSIONS = Pattern.compile("(?:;" + TOKEN + "(?:=" + TOKEN + ")?)*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._-]+(?::[0-9]{0,5})?");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]+](?::[0-9]{0,5})?");
    private static final Pattern ABSOLUTE =
            Pattern.compile("https?://([^/?]*)(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Of one hop, of the gateway's own making, or about framing: not compared. */
    private static final Set<String> OWN = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect",
            "forwarded",
            "x-real-ip",
            "via",
            "x-request-id",
            "host",
            "content-length",
            "max-forwards");

    /** A header line; the name in lower case, the value without the blanks around it. */
    record Field(String name, String value) {}

    /** What is the same before and behind the gateway. */
    record Request(String method, String target, String authority, List<Field> fields, String body) {}

    /** What a stream of requests comes to. */
    enum End {
        /** No byte is left, and the connection goes on. */
        OVER,
        /** The last request ends the connection, whatever comes behind it. */
        CLOSED,
        /** More bytes would have to come, if those that came are in order. */
        CUT,
        /** Something must be refused, and nothing behind it may be read as a request. */
        REFUSED,
        /** This oracle cannot tell what comes next. */
        UNSURE
    }

    private final String text;
    private final boolean behind;
    private final List<Request> requests = new ArrayList<>();
    private int at;
    private boolean closes;
    private End end = End.OVER;

    private Http1Oracle(String text, boolean behind) {
        this.text = text;
        this.behind = behind;
    }

    /** Reads what a client sends, a character a byte. */
    static Http1Oracle before(String text) {
        return new Http1Oracle(text, false).read();
    }

    /** Reads what the gateway sends to an upstream, which may do nothing that a reader has to forgive. */
    static Http1Oracle behind(String text) {
        return new Http1Oracle(text, true).read();
    }

    private Http1Oracle read() {
        try {
            while (at < text.length()) {
                request();
            }
        } catch (Stop stop) {
            end = stop.end;
        }
        return this;
    }

    /** Those that are complete and fit to be forwarded. */
    List<Request> requests() {
        return requests;
    }

    End end() {
        return end;
    }

    /** Bytes up to the end of the last complete request. */
    int length() {
        return at;
    }

    private void request() {
        int start = at;
        try {
            requests.add(readRequest());
        } catch (Stop stop) {
            if (stop.end == End.CUT) {
                at = start;
            }
            throw stop;
        }
        if (closes) {
            throw new Stop(End.CLOSED);
        }
    }

    private Request readRequest() {
        if (!behind && text.startsWith("\r\n", at)) {
            at += 2;
        }
        Matcher line = REQUEST_LINE.matcher(line());
        require(line.matches());
        String method = line.group(1);
        String target = line.group(2);
        String version = line.group(3);
        List<Field> fields = fields();
        require(version.equals("1.1") || (version.equals("1.0") && !behind));
        require(!method.equals("CONNECT") && target.indexOf('#') < 0);
        boolean old = version.equals("1.0");
        List<String> hosts = values(fields, "host");
        require(hosts.size() == 1 || (old && hosts.isEmpty()));
        String authority = hosts.isEmpty() ? "" : hosts.get(0);
        boolean stated = !hosts.isEmpty();
        if (!target.startsWith("/")) {
            Matcher absolute = ABSOLUTE.matcher(target);
            require(absolute.matches() && !behind);
            authority = absolute.group(1);
            target = absolute.group(2).startsWith("/") ? absolute.group(2) : "/" + absolute.group(2);
            stated = true;
        }
        requireAuthority(authority, stated);
        if (!behind && values(fields, "via").stream().anyMatch(v -> v.contains("phoenix"))) {
            throw new Stop(End.UNSURE);
        }
        requireFurther(method, fields);
        List<String> connection = connection(fields);
        closes = connection.contains("close") || (old && !connection.contains("keep-alive"));
        String body = body(fields, old);
        return new Request(method, target, authority, comparable(fields, connection), body);
    }

    private void requireAuthority(String authority, boolean stated) {
        if (authority.startsWith("[")) {
            require(!behind || IPV6.matcher(authority).matches());
            if (!behind) {
                throw new Stop(End.UNSURE);
            }
        } else if (!authority.isEmpty()) {
            require(AUTHORITY.matcher(authority).matches());
        } else {
            require(behind || !stated);
        }
    }

    private void requireFurther(String method, List<Field> fields) {
        List<String> further = values(fields, "max-forwards");
        if (!further.isEmpty() && (method.equals("OPTIONS") || method.equals("TRACE"))) {
            require(further.size() == 1 && further.get(0).matches("[0-9]{1,9}"));
            require(behind || !further.get(0).matches("0+"));
        }
    }

    private String body(List<Field> fields, boolean old) {
        List<String> codings = values(fields, "transfer-encoding");
        List<String> lengths = values(fields, "content-length");
        require(lengths.isEmpty()
                || (lengths.size() == 1 && LENGTH.matcher(lengths.get(0)).matches()));
        require(codings.isEmpty()
                || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked") && !old && lengths.isEmpty()));
        if (!codings.isEmpty()) {
            return chunks(fields);
        }
        return lengths.isEmpty() ? "" : bytes(Long.parseLong(lengths.get(0)));
    }

    private String chunks(List<Field> fields) {
        StringBuilder body = new StringBuilder();
        boolean sure = true;
        while (true) {
            String line = line();
            Matcher size = SIZE.matcher(line);
            require(size.matches());
            long length = Long.parseUnsignedLong(size.group(1), 16);
            require(length >= 0 && length <= Integer.MAX_VALUE);
            sure &= size.group(2) == null || EXTENSIONS.matcher(size.group(2)).matches();
            if (length == 0) {
                break;
            }
            body.append(bytes(length));
            require(line().isEmpty());
        }
        List<Field> trailers = fields();
        require(!behind || values(trailers, "content-length").isEmpty());
        if (!behind
                && (!sure
                        || !values(trailers, "content-length").isEmpty()
                        || !values(fields, "content-encoding").isEmpty())) {
            throw new Stop(End.UNSURE);
        }
        return body.toString();
    }

    private String bytes(long length) {
        if (length > text.length() - at) {
            throw new Stop(End.CUT);
        }
        int from = at;
        at += (int) length;
        return text.substring(from, at);
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

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        String line;
        while (!(line = line()).isEmpty()) {
            Matcher field = FIELD.matcher(line);
            require(field.matches() && fields.size() < MOST_FIELDS);
            fields.add(new Field(
                    field.group(1).toLowerCase(Locale.ROOT), field.group(2).trim()));
        }
        return fields;
    }

    static List<String> values(List<Field> fields, String name) {
        return fields.stream()
                .filter(f -> f.name.equals(name))
                .map(Field::value)
                .collect(Collectors.toList());
    }

    private static List<String> connection(List<Field> fields) {
        return values(fields, "connection").stream()
                .flatMap(v -> Stream.of(v.split(",")))
                .map(v -> v.trim().toLowerCase(Locale.ROOT))
                .collect(Collectors.toList());
    }

    static List<Field> comparable(List<Field> fields, List<String> connection) {
        return fields.stream()
                .filter(f -> !OWN.contains(f.name)
                        && !f.name.startsWith("x-forwarded-")
                        && !f.name.startsWith("x-ssl-client-")
                        && !connection.contains(f.name))
                .collect(Collectors.toList());
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
