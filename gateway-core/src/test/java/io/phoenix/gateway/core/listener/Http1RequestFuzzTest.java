package io.phoenix.gateway.core.listener;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client sends in HTTP/1.1, whatever it is: the upstream gets the requests that an oracle finds in the same
 * bytes, no other and no part of one as another, however the bytes arrive; and the gateway finds no fault in itself.
 * Run by {@code bin/fuzz}; without it, the seeds are the test.
 */
class Http1RequestFuzzTest {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

    private static final String[] LINES = {
        "GET / HTTP/1.1\r\n",
        "POST /a HTTP/1.1\r\n",
        "HEAD /a?b HTTP/1.0\r\n",
        "OPTIONS * HTTP/1.1\r\n",
        "TRACE /a HTTP/1.1\r\n",
        "CONNECT h:80 HTTP/1.1\r\n",
        "PUT http://h/a HTTP/1.1\r\n",
        "Get  /a HTTP/1.1\r\n",
        "GET /a HTTP/1.2\r\n",
        "GET /a HTTP/2.0\r\n",
        "Host: h\r\n",
        "Host: h:80\r\n",
        "Host: [::1]:80\r\n",
        "host:\r\n",
        "Host : h\r\n",
        "Content-Length: 5\r\n",
        "Content-Length: 0\r\n",
        "content-length:5 \r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 0x5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "transfer-encoding:\tCHUNKED \r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        "Transfer_Encoding: chunked\r\n",
        "Connection: close\r\n",
        "Connection: keep-alive, x-a, host, content-length\r\n",
        "Connection: upgrade\r\n",
        "Upgrade: websocket\r\n",
        "Upgrade: h2c\r\n",
        "Expect: 100-continue\r\n",
        "TE: trailers\r\n",
        "Trailer: x-a\r\n",
        "Max-Forwards: 1\r\n",
        "X-A: b\r\n",
        "X-A:\t\u00e9 \r\n",
        " folded\r\n",
        "\r\n",
        "\n",
        "\r",
        "0\r\n",
        "5\r\n",
        "05;a=b\r\n",
        "5;\r\n",
        "5 \r\n",
        "5\n",
        "-1\r\n",
        "0x5\r\n",
        "FFFFFFFFFFFFFFFF\r\n",
        "hello",
        "hello\r\n",
        "GET ",
        ": ",
        "\u0000",
        "\u000b",
    };

    private final Complaints complaints = Complaints.listen();

    /** What both sides saw of one and the same bytes. */
    private record Transcript(List<Http1Oracle.Request> forwarded, List<String> statuses, boolean open) {}

    /** Bytes as they come. */
    @FuzzTest(maxDuration = "60s")
    @DictionaryEntries({
        "GET / HTTP/1.1\\x0d\\x0aHost: h\\x0d\\x0a\\x0d\\x0a",
        "Content-Length: 5\\x0d\\x0a",
        "Transfer-Encoding: chunked\\x0d\\x0a",
        "\\x0d\\x0a\\x0d\\x0a",
        "0\\x0d\\x0a\\x0d\\x0a",
        "5\\x0d\\x0ahello\\x0d\\x0a"
    })
    void anyBytes(byte[] bytes) {
        check(bytes);
    }

    /** Lines that are nearly right, in nearly the right order. */
    @FuzzTest(maxDuration = "60s")
    void nearlyHttp(FuzzedDataProvider data) {
        StringBuilder text = new StringBuilder();
        while (data.remainingBytes() > 0 && text.length() < 2000) {
            switch (data.consumeInt(0, 7)) {
                case 0 -> text.append("POST /").append(text.length()).append(" HTTP/1.1\r\nHost: h\r\n");
                case 1 ->
                    text.append("Content-Length: ")
                            .append(data.consumeInt(0, 9))
                            .append("\r\n\r\n");
                case 2 -> text.append("Transfer-Encoding: chunked\r\n\r\n");
                case 3 -> {
                    String chunk = data.consumeAsciiString(9);
                    text.append(Integer.toHexString(chunk.length()))
                            .append("\r\n")
                            .append(chunk)
                            .append("\r\n");
                }
                case 4 -> text.append("0\r\n\r\n");
                case 5 -> text.append(data.consumeAsciiString(4));
                default -> text.append(data.pickValue(LINES));
            }
        }
        check(EmbeddedGateway.ascii(text.toString()));
    }

    private void check(byte[] bytes) {
        Transcript whole = run(List.of(bytes));
        Http1Oracle oracle = Http1Oracle.before(new String(bytes, StandardCharsets.ISO_8859_1));
        assertSame(oracle, whole);
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(bytes));
        assertEqual(whole, run(cut(bytes, random, 40)));
        if (bytes.length <= 200) {
            assertEqual(whole, run(cut(bytes, random, 1)));
        }
    }

    private static void assertSame(Http1Oracle oracle, Transcript whole) {
        int sure = oracle.requests().size();
        boolean unsure = oracle.end() == Http1Oracle.End.UNSURE;
        int most = unsure ? Integer.MAX_VALUE : sure;
        if (whole.forwarded.size() < sure || whole.forwarded.size() > most) {
            throw new AssertionError(oracle.end() + ": expected " + oracle.requests() + " but was " + whole);
        }
        if (!whole.forwarded.subList(0, sure).equals(oracle.requests())) {
            throw new AssertionError("expected " + oracle.requests() + " but was " + whole.forwarded);
        }
        boolean open = switch (oracle.end()) {
            case OVER -> true;
            case CLOSED, REFUSED -> false;
            case CUT, UNSURE -> whole.open;
        };
        if (whole.open != open) {
            throw new AssertionError(oracle.end() + " but " + whole);
        }
    }

    private static void assertEqual(Transcript whole, Transcript inPieces) {
        if (!whole.equals(inPieces)) {
            throw new AssertionError("at once " + whole + " but in pieces " + inPieces);
        }
    }

    private Transcript run(List<byte[]> pieces) {
        try (EmbeddedGateway gateway = EmbeddedGateway.http1()) {
            pieces.forEach(gateway::send);
            complaints.assertNone();
            List<String> statuses = new ArrayList<>();
            for (Matcher status = STATUS.matcher(gateway.answers()); status.find(); ) {
                statuses.add(status.group(1));
            }
            return new Transcript(gateway.forwarded(), statuses, gateway.isOpen());
        }
    }

    private static List<byte[]> cut(byte[] bytes, SplittableRandom random, int longest) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int end = Math.min(bytes.length, from + random.nextInt(longest) + 1);
            pieces.add(Arrays.copyOfRange(bytes, from, end));
            from = end;
        }
        return pieces;
    }
}
