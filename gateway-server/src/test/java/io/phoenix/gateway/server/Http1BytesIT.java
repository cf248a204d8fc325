package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables of raw bytes: what is refused, always with one answer and the end of the connection although another request
 * stands behind it, and what is forwarded, as the exact message that the upstream gets.
 */
@Timeout(120)
final class Http1BytesIT {

    private static final String SMUGGLED = "GET /app/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String CHUNKED =
            "POST /app/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

    @TempDir
    static Path directory;

    private static RecordingBackend upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = new RecordingBackend("app");
        gateway = TestGateway.start(directory, TestGateway.LISTENERS + """
                        workers: 1
                        upstreams:
                          app: { address: "%s" }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                        """.formatted(upstream.address()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.forget();
    }

    private static Arguments row(String name, int status, String bytes) {
        return Arguments.of(name, status, bytes);
    }

    private static String head(String line, String... headers) {
        return line + "\r\n" + Arrays.stream(headers).map(h -> h + "\r\n").collect(Collectors.joining()) + "\r\n";
    }

    private static Arguments header(String name, int status, String header) {
        return row(name, status, head("POST /app/x HTTP/1.1", "Host: localhost", header) + "0\r\n\r\n");
    }

    private static Arguments line(String name, int status, String line) {
        return row(name, status, head(line, "Host: localhost"));
    }

    private static Arguments chunks(String name, String chunks) {
        return row(name, 400, CHUNKED + chunks + "\r\n0\r\n\r\n");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                // ---- the request line (RFC 9112, sections 2.2 and 3) ----
                line("two blanks", 400, "GET  /app/x HTTP/1.1"),
                line("two blanks behind", 400, "GET /app/x  HTTP/1.1"),
                line("blank at the end", 400, "GET /app/x HTTP/1.1 "),
                line("blank before", 400, " GET /app/x HTTP/1.1"),
                line("tabs", 400, "GET\t/app/x\tHTTP/1.1"),
                line("lower-case version", 400, "GET /app/x http/1.1"),
                line("HTTP/0.9", 400, "GET /app/x"),
                line("HTTP/2.0", 505, "GET /app/x HTTP/2.0"),
                line("HTTP/1.2", 505, "GET /app/x HTTP/1.2"),
                line("HTTP/1.10", 400, "GET /app/x HTTP/1.10"),
                line("method with a colon", 400, "G:T /app/x HTTP/1.1"),
                line("no method", 400, "/app/x HTTP/1.1"),
                line("blank in the target", 400, "GET /app/x y HTTP/1.1"),
                line("NUL in the target", 400, "GET /app/\0 HTTP/1.1"),
                line("DEL in the target", 400, "GET /app/\u007f HTTP/1.1"),
                line("eighth bit in the target", 400, "GET /app/\u00e9 HTTP/1.1"),
                line("fragment", 400, "GET /app/x#y HTTP/1.1"),
                line("no slash", 400, "GET app/x HTTP/1.1"),
                line("bare CR", 400, "GET /app/x HTTP/1.1\rX: 1"),
                line("bare LF", 400, "GET /app/x HTTP/1.1\nX: 1"),
                line("CR in the target", 400, "GET /app/\rx HTTP/1.1"),
                row("two blank lines before", 400, "\r\n\r\n" + SMUGGLED),
                row("bare LF before", 400, "\n" + SMUGGLED),
                row("TLS", 400, "\u0016\u0003\u0001\0\u0001"),
                line("authority form", 400, "GET localhost:80 HTTP/1.1"),
                line("CONNECT", 405, "CONNECT localhost:443 HTTP/1.1"),
                line("asterisk of GET", 400, "GET * HTTP/1.1"),
                line("absolute form of another scheme", 400, "GET ftp://localhost/app/x HTTP/1.1"),
                line("absolute form with a user", 400, "GET http://a@localhost/app/x HTTP/1.1"),
                line("absolute form without a host", 400, "GET http:///app/x HTTP/1.1"),
                // ---- Host ----
                row("no Host", 400, head("GET /app/x HTTP/1.1")),
                header("two Hosts", 400, "Host: localhost"),
                row("empty Host", 400, head("GET /app/x HTTP/1.1", "Host:")),
                row("list of Hosts", 400, head("GET /app/x HTTP/1.1", "Host: localhost, evil")),
                row("Host with a path", 400, head("GET /app/x HTTP/1.1", "Host: localhost/x")),
                row("Host with a user", 400, head("GET /app/x HTTP/1.1", "Host: a@localhost")),
                row("Host with an odd port", 400, head("GET /app/x HTTP/1.1", "Host: localhost:8x")),
                // ---- header lines (RFC 9112, section 5) ----
                header("folded line", 400, "X-A: 1\r\n 2"),
                header("folded by a tab", 400, "X-A: 1\r\n\t2"),
                row("folded first line", 400, head("GET /app/x HTTP/1.1", " X: 1", "Host: localhost")),
                header("blank before the colon", 400, "X-A : 1"),
                header("tab before the colon", 400, "X-A\t: 1"),
                header("blank in the name", 400, "X A: 1"),
                header("empty name", 400, ": 1"),
                header("no colon", 400, "X-A"),
                header("NUL in the name", 400, "X\0A: 1"),
                header("eighth bit in the name", 400, "X\u00e9: 1"),
                header("bracket in the name", 400, "X[a]: 1"),
                header("NUL in the value", 400, "X-A: a\0b"),
                header("control in the value", 400, "X-A: a\u0001b"),
                header("DEL in the value", 400, "X-A: a\u007fb"),
                header("bare CR in the value", 400, "X-A: a\rb"),
                header("bare LF between headers", 400, "X-A: 1\nX-B: 2"),
                header("CR CR LF", 400, "X-A: 1\r"),
                row("bare LF ends the head", 400, "GET /app/x HTTP/1.1\r\nHost: localhost\r\n\n"),
                header("name at the line's end", 400, "Content-Length\r\n: 3"),
                // ---- framing (RFC 9112, section 6) ----
                header("length and chunked", 400, "Content-Length: 5\r\nTransfer-Encoding: chunked"),
                header("chunked and length", 400, "Transfer-Encoding: chunked\r\nContent-Length: 5"),
                header("two lengths", 400, "Content-Length: 5\r\nContent-Length: 6"),
                header("the same length twice", 400, "Content-Length: 5\r\nContent-Length: 5"),
                header("list of lengths", 400, "Content-Length: 5, 5"),
                header("signed length", 400, "Content-Length: +5"),
                header("negative length", 400, "Content-Length: -5"),
                header("length in hex", 400, "Content-Length: 0x5"),
                header("no length", 400, "Content-Length:"),
                header("length with a blank", 400, "Content-Length: 5 5"),
                header("length over 64 bits", 400, "Content-Length: 18446744073709551621"),
                header("chunked not last", 400, "Transfer-Encoding: chunked, identity"),
                header("chunked twice", 400, "Transfer-Encoding: chunked, chunked"),
                header("two codings", 501, "Transfer-Encoding: gzip, chunked"),
                header("xchunked", 400, "Transfer-Encoding: xchunked"),
                header("unknown coding", 400, "Transfer-Encoding: gzip"),
                header("empty coding", 400, "Transfer-Encoding:"),
                header("quoted coding", 400, "Transfer-Encoding: \"chunked\""),
                header("coding with a parameter", 400, "Transfer-Encoding: chunked;a=b"),
                header("folded coding", 400, "Transfer-Encoding:\r\n chunked"),
                header("coding behind a vertical tab", 400, "Transfer-Encoding: \u000bchunked"),
                header("two coding lines", 400, "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
                row(
                        "chunked in HTTP/1.0",
                        400,
                        head("POST /app/x HTTP/1.0", "Host: localhost", "Transfer-Encoding: chunked") + "0\r\n\r\n"),
                // ---- chunks (RFC 9112, section 7.1) ----
                chunks("0x", "0x2\r\nab"),
                chunks("plus", "+2\r\nab"),
                chunks("minus", "-2\r\nab"),
                chunks("blank before the size", " 2\r\nab"),
                chunks("blank behind the size", "2 \r\nab"),
                chunks("underscore", "0_2\r\nab"),
                chunks("no size", "\r\nab"),
                chunks("overflow of 32 bits", "100000002\r\nab"),
                chunks("overflow of 64 bits", "10000000000000002\r\nab"),
                chunks("endless zeros", "0".repeat(40) + "2\r\nab"),
                chunks("data too long", "2\r\nabc"),
                chunks("data ended by LF", "2\r\nab\n0\r\n\r\n"),
                chunks("data ended by CR", "2\r\nab\r0\r\n\r\n"),
                chunks("data ended by two other bytes", "2\r\nabXX0\r\n\r\n"),
                chunks("size ended by LF", "2\nab"),
                chunks("size ended by CR", "2\rab"),
                chunks("extension ended by LF (TERM.EXT)", "2;\nab"),
                chunks("extension with LF (EXT.TERM)", "2;a\nab"),
                chunks("extension with CR", "2;a\rb\r\nab"),
                chunks("quoted extension with LF", "2;a=\"\n\"\r\nab"),
                chunks("quoted extension with CR LF", "2;a=\"\r\n\"\r\nab"),
                chunks("extension with NUL", "2;a\0\r\nab"),
                chunks("empty extension", "2;\r\nab"),
                chunks("endless extension", "2;" + "a".repeat(5000) + "\r\nab"),
                chunks("line end within the data (SPILL.TERM)", "5\r\nAAAAA\nXX\r\n"),
                chunks("folded trailer", "0\r\nX-T: 1\r\n 2\r\n"),
                chunks("trailer ended by LF", "0\r\nX-T: 1\n\r\n"),
                chunks("trailer without a colon", "0\r\nX-T\r\n"),
                chunks("last line ended by LF", "0\r\n\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String name, int status, String bytes) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(bytes + SMUGGLED);
            String all = client.readToEnd();
            assertThat(all).startsWith("HTTP/1.1 " + status + " ").containsOnlyOnce("\r\nx-request-id: ");
            assertThat(all).containsIgnoringCase("\r\nconnection: close\r\n").contains("\"error\"");
        }
        assertNothingSmuggled();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesTheSameByteByByte(String name, int status, String bytes) throws Exception {
        if (bytes.length() > 1000) {
            return;
        }
        try (RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < bytes.length(); i++) {
                client.send(bytes.substring(i, i + 1));
            }
            client.send(SMUGGLED);
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsOnlyOnce("\r\nx-request-id: ");
        }
        assertNothingSmuggled();
    }

    private static void assertNothingSmuggled() throws Exception {
        try (RawConnection probe = RawConnection.to(gateway.port())) {
            probe.send("GET /app/probe HTTP/1.1\r\nHost: localhost\r\n\r\n").readMessage();
        }
        assertThat(upstream.only().requestLine()).isEqualTo("GET /probe HTTP/1.1");
    }

    static Stream<Arguments> forwarded() {
        String plain = "GET /x HTTP/1.1|host: localhost|";
        return Stream.of(
                Arguments.of("plain", SMUGGLED.replace("smuggled", "x"), plain),
                Arguments.of("one blank line before", "\r\n" + SMUGGLED.replace("smuggled", "x"), plain),
                Arguments.of("HTTP/1.0", head("GET /app/x HTTP/1.0", "Host: localhost"), plain),
                Arguments.of(
                        "absolute form wins over Host",
                        head("GET http://localhost/app/x?y HTTP/1.1", "Host: evil"),
                        "GET /x?y HTTP/1.1|host: localhost|"),
                Arguments.of(
                        "empty and padded values",
                        head("GET /app/x HTTP/1.1", "Host:\t localhost ", "X-A:", "X-B:  a \t"),
                        plain + "x-a:|x-b: a|"),
                Arguments.of(
                        "text beyond ASCII",
                        head("GET /app/x HTTP/1.1", "Host: localhost", "X-A: \u00e9"),
                        plain + "x-a: \u00e9|"),
                Arguments.of(
                        "what Connection names",
                        head(
                                "GET /app/x HTTP/1.1",
                                "Host: localhost",
                                "X-A: 1",
                                "TE: trailers, gzip",
                                "Keep-Alive: 5",
                                "Connection: x-a, te"),
                        plain),
                Arguments.of(
                        "body of GET",
                        head("GET /app/x HTTP/1.1", "Host: localhost", "Content-Length: 3") + "abc",
                        plain + "content-length: 3||abc"),
                Arguments.of(
                        "body of DELETE",
                        head("DELETE /app/x HTTP/1.1", "Host: localhost", "Content-Length: 3") + "abc",
                        "DELETE /x HTTP/1.1|host: localhost|content-length: 3||abc"),
                Arguments.of(
                        "OPTIONS that may go further",
                        head("OPTIONS /app/x HTTP/1.1", "Host: localhost", "Max-Forwards: 10"),
                        "OPTIONS /x HTTP/1.1|host: localhost|max-forwards: 9|"),
                Arguments.of(
                        "Max-Forwards of GET",
                        head("GET /app/x HTTP/1.1", "Host: localhost", "Max-Forwards: 0"),
                        plain + "max-forwards: 0|"));
    }

    @Test
    void forwardsChunksWithoutTheirExtensions() throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(CHUNKED + "002;a;b=c;d=\"e;f\"\r\nab\r\n1\r\nc\r\n0;x\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 OK\r\n");
        }
        assertThat(upstream.only().body()).isEqualTo("abc");
    }

    /** RFC 9110, sections 7.6.2 and 9.3.7. */
    @ParameterizedTest
    @CsvSource({
        "OPTIONS * HTTP/1.1, X-A: 1, 200",
        "OPTIONS /app/x HTTP/1.1, Max-Forwards: 0, 200",
        "TRACE /app/x HTTP/1.1, Max-Forwards: 0, 405",
        "OPTIONS /app/x HTTP/1.1, Max-Forwards: -1, 400",
    })
    void answersWhatMayGoNoFurther(String line, String header, int status) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(head(line, "Host: localhost", header) + SMUGGLED);
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsOnlyOnce("\r\nx-request-id: ");
        }
        assertNothingSmuggled();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forwarded")
    void forwards(String name, String bytes, String expected) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(bytes).readMessage()).startsWith("HTTP/1.1 200 OK\r\n");
        }
        assertThat(normal(upstream.only())).isEqualTo(expected);
    }

    /** A request without what the gateway says of itself and of the client. */
    private static String normal(RecordingBackend.Received received) {
        String[] lines = received.head().split("\r\n");
        String head = Arrays.stream(lines, 1, lines.length)
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                        + line.substring(line.indexOf(':')).stripTrailing())
                .filter(line -> !line.startsWith("x-forwarded-")
                        && !line.startsWith("x-real-ip:")
                        && !line.startsWith("x-request-id:")
                        && !line.startsWith("via:"))
                .collect(Collectors.joining("|"));
        String body = received.body();
        return lines[0] + "|" + head + "|" + (body.isEmpty() ? "" : "|" + body);
    }
}
