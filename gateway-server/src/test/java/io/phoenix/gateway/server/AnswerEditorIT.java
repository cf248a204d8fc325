package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponse;
import io.phoenix.gateway.core.exchange.AnswerEditor;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.exchange.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An editor of answers as the engine carries it out: this one writes {@code <x>} for each x and keeps the last byte of
 * each piece back.
 */
@Timeout(60)
final class AnswerEditorIT {

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private volatile RawUpstream.Script script = (connection, number) -> {};
    private RawUpstream upstream;
    private TestEngine engine;

    @BeforeEach
    void start() throws Exception {
        upstream = RawUpstream.start((connection, number) -> {
            requests.add(connection.readHead());
            script.run(connection, number);
        });
        RouteDecision forward = new RouteDecision.Forward(
                new RoutePolicy("app", RoutePolicy.UNLIMITED),
                TestEngine.upstream(upstream.address()),
                "/",
                null,
                null,
                List.of(),
                this::begin,
                null);
        engine = TestEngine.start((Router) head -> forward);
    }

    @AfterEach
    void stop() {
        engine.close();
        upstream.close();
        assertThat(released.get()).isGreaterThanOrEqualTo(begun.get());
    }

    private AnswerEditor.Body begin(HttpResponse head) {
        if (!"text/plain".equals(head.headers().get("content-type"))) {
            return null;
        }
        begun.incrementAndGet();
        return new Marker();
    }

    private final class Marker implements AnswerEditor.Body {
        private final ByteBuf kept = Unpooled.directBuffer();

        @Override
        public ByteBuf edit(ByteBuf chunk) {
            StringBuilder out = new StringBuilder(kept.toString(StandardCharsets.ISO_8859_1));
            kept.clear();
            String text = chunk.toString(StandardCharsets.ISO_8859_1);
            chunk.release();
            for (int i = 0; i < text.length(); i++) {
                if (i == text.length() - 1) {
                    kept.writeCharSequence("<" + text.charAt(i) + ">", StandardCharsets.ISO_8859_1);
                } else {
                    out.append('<').append(text.charAt(i)).append('>');
                }
            }
            return Unpooled.copiedBuffer(out, StandardCharsets.ISO_8859_1);
        }

        @Override
        public ByteBuf end() {
            ended.incrementAndGet();
            ByteBuf rest = kept.retainedSlice();
            kept.clear();
            return rest;
        }

        @Override
        public void release() {
            released.incrementAndGet();
            if (kept.refCnt() > 0) {
                kept.release();
            }
        }
    }

    private static String answer(String framing, String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + framing + "\r\n" + body;
    }

    private RawConnection ask(String requestLine) throws Exception {
        return RawConnection.to(engine.port())
                .send(requestLine + "\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 3\r\n', 'abc'",
        "'Transfer-Encoding: chunked\r\n', '1\r\na\r\n2\r\nbc\r\n0\r\n\r\n'",
        "'Connection: close\r\n', 'abc'"
    })
    void theEditedBodyGoesOutInAFramingThatTellsNoLength(String framing, String body) throws Exception {
        script = (connection, number) -> connection.send(answer(framing, body));
        try (RawConnection client = ask("GET / HTTP/1.1")) {
            String head = client.readHead();
            assertThat(RawConnection.header(head, "content-length")).isNull();
            assertThat(RawConnection.header(head, "transfer-encoding")).isEqualTo("chunked");
            assertThat(client.readBody(head)).isEqualTo("<a><b><c>");
        }
        assertThat(RawConnection.header(requests.take(), "accept-encoding")).isEqualTo("identity");
        assertThat(ended).hasValue(1);
    }

    @Test
    void anOldClientGetsItUntilTheConnectionCloses() throws Exception {
        script = (connection, number) -> connection.send(answer("Content-Length: 3\r\n", "abc"));
        try (RawConnection client = ask("GET / HTTP/1.0")) {
            String head = client.readHead();
            assertThat(RawConnection.header(head, "content-length")).isNull();
            assertThat(RawConnection.header(head, "transfer-encoding")).isNull();
            assertThat(RawConnection.header(head, "connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isEqualTo("<a><b><c>");
        }
    }

    @Test
    void anAnswerThatTheEditorLeavesAloneKeepsItsLength() throws Exception {
        script = (connection, number) ->
                connection.send("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\nabc");
        try (RawConnection client = ask("GET / HTTP/1.1")) {
            String head = client.readHead();
            assertThat(RawConnection.header(head, "content-length")).isEqualTo("3");
            assertThat(client.readBody(head)).isEqualTo("abc");
        }
        assertThat(begun).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
    void anAnswerWithoutABodyIsNotEdited(String method, int status) throws Exception {
        script = (connection, number) -> connection.send("HTTP/1.1 " + status + " X\r\nContent-Type: text/plain\r\n"
                + (status == 204 ? "" : "Content-Length: 3\r\n") + "\r\n");
        try (RawConnection client = ask(method + " / HTTP/1.1")) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 " + status);
        }
        assertThat(begun).hasValue(0);
    }

    @Test
    void anEmptyBodyIsEditedToo() throws Exception {
        script = (connection, number) -> connection.send(answer("Content-Length: 0\r\n", ""));
        try (RawConnection client = ask("GET / HTTP/1.1")) {
            String head = client.readHead();
            assertThat(client.readBody(head)).isEmpty();
        }
        assertThat(ended).hasValue(1);
    }

    @Test
    void whatAReadBringsLeavesAtOnceAndNothingEmptyIsWritten() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        script = (connection, number) -> {
            connection.send(answer("Transfer-Encoding: chunked\r\n", "2\r\nab\r\n"));
            assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
            connection.send("1\r\nc\r\n0\r\n\r\n");
        };
        try (RawConnection client = ask("GET / HTTP/1.1")) {
            client.readHead();
            assertThat(client.readChunk()).isEqualTo("<a>");
            seen.countDown();
            assertThat(client.readChunk()).isEqualTo("<b>");
            assertThat(client.readChunk()).isEqualTo("<c>");
            assertThat(client.readChunk()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatBreaksOffIsNotEndedAndLeavesNothingBehind(boolean clientLeaves) throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        script = (connection, number) -> {
            connection.send(answer("Content-Length: 100\r\n", "abc"));
            assertThat(read.await(30, TimeUnit.SECONDS)).isTrue();
            if (clientLeaves) {
                connection.awaitEnd();
            }
        };
        try (RawConnection client = ask("GET / HTTP/1.1")) {
            client.readHead();
            assertThat(client.readChunk()).isEqualTo("<a><b>");
            if (clientLeaves) {
                client.reset();
                read.countDown();
            } else {
                read.countDown();
                assertThat(client.readToEnd()).doesNotContain("0\r\n");
            }
        }
        Awaitility.await().until(() -> released.get() == 1);
        assertThat(ended).hasValue(0);
    }
}
