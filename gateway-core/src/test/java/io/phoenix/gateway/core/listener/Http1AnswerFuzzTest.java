package io.phoenix.gateway.core.listener;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.phoenix.gateway.core.upstream.EmbeddedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What an upstream sends in HTTP/1.1, whatever it is and however it arrives: the client gets the same answer in a
 * framing that can be read in one way only, or an error, or a beginning that nobody can take for complete. Nothing of
 * it is ever the answer to the next request, and the gateway finds no fault in itself. Run by {@code bin/fuzz}; without
 * it, the seeds are the test.
 */
class Http1AnswerFuzzTest {

    private static final String SECOND = "the answer to the second request";

    private static final String[] LINES = {
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 204 No Content\r\n",
        "HTTP/1.1 304 Not Modified\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        "HTTP/1.0 200 OK\r\n",
        "HTTP/1.1 200\r\n",
        "HTTP/1.1 99 x\r\n",
        "HTTP/1.1 1000 x\r\n",
        "HTTP/2.0 200 OK\r\n",
        "Content-Length: 5\r\n",
        "Content-Length: 0\r\n",
        "content-length:5 \r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length : 5\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Transfer-Encoding: chunked\r\n",
        "transfer-encoding:\tCHUNKED \r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        "Connection: close\r\n",
        "Connection: keep-alive, x-a, content-length, transfer-encoding\r\n",
        "Trailer: x-a\r\n",
        "X-A: b\r\n",
        "X-A:\t\u00e9 \r\n",
        " folded\r\n",
        "\r\n",
        "\n",
        "\r",
        "0\r\n",
        "5\r\n",
        "05;a=b\r\n",
        "5 \r\n",
        "5\n",
        "-1\r\n",
        "FFFFFFFFFFFFFFFF\r\n",
        "hello",
        "hello\r\n",
        "HTTP/1.1 ",
        ": ",
        "\u0000",
    };

    private final Complaints complaints = Complaints.listen();

    /** Bytes as they come. */
    @FuzzTest(maxDuration = "60s")
    @DictionaryEntries({
        "HTTP/1.1 200 OK\\x0d\\x0a",
        "HTTP/1.1 100 Continue\\x0d\\x0a\\x0d\\x0a",
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
        StringBuilder text = new StringBuilder(data.consumeBoolean() ? "HTTP/1.1 200 OK\r\n" : "");
        while (data.remainingBytes() > 0 && text.length() < 2000) {
            switch (data.consumeInt(0, 6)) {
                case 0 ->
                    text.append("Content-Length: ")
                            .append(data.consumeInt(0, 9))
                            .append("\r\n\r\n");
                case 1 -> text.append("Transfer-Encoding: chunked\r\n\r\n");
                case 2 -> {
                    String chunk = data.consumeAsciiString(9);
                    text.append(Integer.toHexString(chunk.length()))
                            .append("\r\n")
                            .append(chunk)
                            .append("\r\n");
                }
                case 3 -> text.append("0\r\n\r\n");
                case 4 -> text.append(data.consumeAsciiString(4));
                default -> text.append(data.pickValue(LINES));
            }
        }
        check(EmbeddedGateway.ascii(text.toString()));
    }

    private void check(byte[] bytes) {
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(bytes));
        for (String method : List.of("GET", "HEAD", "POST")) {
            check(method, bytes, List.of(bytes));
            check(method, bytes, cut(bytes, random, 40));
            if (bytes.length <= 200) {
                check(method, bytes, cut(bytes, random, 1));
            }
        }
    }

    private void check(String method, byte[] bytes, List<byte[]> pieces) {
        boolean headAsked = method.equals("HEAD");
        Http1AnswerOracle sent = Http1AnswerOracle.before(new String(bytes, StandardCharsets.ISO_8859_1), headAsked);
        try (EmbeddedGateway gateway = EmbeddedGateway.http1(new Script(pieces))) {
            gateway.send(EmbeddedGateway.ascii(method + " / HTTP/1.1\r\nHost: h\r\n"
                    + (method.equals("POST") ? "Content-Length: 0\r\n\r\n" : "\r\n")));
            complaints.assertNone();
            String answers = gateway.answers();
            Http1AnswerOracle got = Http1AnswerOracle.behind(answers, 0, headAsked);
            assertHonest(sent, got, answers, gateway.isOpen());
            if (gateway.isOpen()) {
                gateway.send(EmbeddedGateway.ascii("GET /second HTTP/1.1\r\nHost: h\r\n\r\n"));
                complaints.assertNone();
                assertSecond(gateway.answers(), got.at());
            }
        }
    }

    private static void assertHonest(Http1AnswerOracle sent, Http1AnswerOracle got, String answers, boolean open) {
        String told = sent.end() + " became " + got.end() + ": " + answers;
        switch (got.end()) {
            case COMPLETE -> {
                if (got.at() != answers.length()) {
                    throw new AssertionError("more than one answer: " + told);
                }
                boolean same = got.status() == sent.status()
                        && got.body().equals(sent.body())
                        && got.comparable().equals(sent.comparable());
                boolean error = got.status() == 502 || got.status() == 503;
                switch (sent.end()) {
                    case COMPLETE -> require(same, told);
                    case CUT, REFUSED -> require(error, told);
                    case UNSURE -> {}
                }
            }
            case CUT -> {
                require(sent.end() != Http1AnswerOracle.End.COMPLETE, told);
                require(!open, told);
            }
            case REFUSED, UNSURE -> throw new AssertionError("what a client has to guess at: " + told);
        }
    }

    private static void assertSecond(String answers, int from) {
        Http1AnswerOracle second = Http1AnswerOracle.behind(answers, from, false);
        require(
                second.end() == Http1AnswerOracle.End.COMPLETE
                        && second.at() == answers.length()
                        && second.body().equals(SECOND),
                "the second request got " + answers.substring(from));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    /** Answers the first request in pieces and ends its connection, and the second one as it should be. */
    private static final class Script implements EmbeddedGateway.Answering {

        private final List<byte[]> pieces;
        private boolean used;

        Script(List<byte[]> pieces) {
            this.pieces = pieces;
        }

        @Override
        public void answer(EmbeddedUpstream.Line line) {
            if (used) {
                line.answer(EmbeddedGateway.ascii(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + SECOND.length() + "\r\n\r\n" + SECOND));
            } else {
                used = true;
                pieces.forEach(line::answer);
                line.end();
            }
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
