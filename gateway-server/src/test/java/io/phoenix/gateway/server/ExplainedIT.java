package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.ErrorShape;
import io.phoenix.gateway.core.http.LocalReply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The header that says why a request went where it went, on the routes that ask for it. */
@Timeout(60)
final class ExplainedIT {

    private static final RoutePolicy EXPLAINED = new RoutePolicy("chat", 1000, ErrorShape.OPENAI, true);

    private RawUpstream upstream;
    private volatile RouteDecision decision;
    private TestEngine engine;

    @BeforeEach
    void start() throws Exception {
        upstream = RawUpstream.answering(
                "HTTP/1.1 200 OK\r\nX-Gateway-Decision: mine\r\nConnection: x-gateway-decision\r\nContent-Length: 2\r\n\r\nok");
        engine = TestEngine.start(head -> decision);
    }

    @AfterEach
    void stop() {
        engine.close();
        upstream.close();
    }

    private RouteDecision forward(RoutePolicy policy, String address, String reason) {
        return new RouteDecision.Forward(
                policy, TestEngine.upstream(address), "/", null, null, List.of(), null, reason);
    }

    private String ask() throws Exception {
        try (RawConnection client = RawConnection.to(engine.port())) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return client.readHead();
        }
    }

    private static String explanation(String head) {
        return RawConnection.header(head, "x-gateway-decision");
    }

    @Test
    void anAnswerSaysTheReasonAndWhereItCameFrom() throws Exception {
        decision = forward(EXPLAINED, upstream.address(), "route chat; model m from the body");
        assertThat(explanation(ask()))
                .isEqualTo("route chat; model m from the body; endpoint=" + upstream.address() + "; attempts=1");
        decision = forward(EXPLAINED, upstream.address(), null);
        assertThat(explanation(ask())).isEqualTo("route=chat; endpoint=" + upstream.address() + "; attempts=1");
    }

    @Test
    void anAnswerThatIsNotExplainedIsNotTouched() throws Exception {
        decision = forward(new RoutePolicy("chat", 1000), upstream.address(), null);
        assertThat(explanation(ask())).isNull();
    }

    @Test
    void aReplyOfTheGatewaySaysItToo() throws Exception {
        LocalReply notFound = LocalReply.error(404, "model_not_found", "there is no such model");
        decision = new RouteDecision.Reply("chat", "x", notFound, "no model is called x");
        assertThat(ask()).startsWith("HTTP/1.1 404").contains("x-gateway-decision: no model is called x\r\n");
        decision = new RouteDecision.Reply("chat", notFound);
        assertThat(explanation(ask())).isNull();
    }

    @Test
    void aFailureSaysWhereItHappened() throws Exception {
        String address = upstream.address();
        upstream.close();
        decision = forward(EXPLAINED, address, "because");
        String head = ask();
        assertThat(head).startsWith("HTTP/1.1 502");
        assertThat(explanation(head)).isEqualTo("because; endpoint=" + address + "; attempts=1");
    }

    @Test
    void aBodyOverTheLimitIsExplainedByItsRoute() throws Exception {
        decision = forward(EXPLAINED, upstream.address(), "because");
        try (RawConnection client = RawConnection.to(engine.port())) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n");
            String head = client.readHead();
            assertThat(head).startsWith("HTTP/1.1 413");
            assertThat(explanation(head)).isEqualTo("route=chat");
        }
    }

    @Test
    void whateverTheReasonHoldsTheHeaderIsOne() throws Exception {
        decision = forward(EXPLAINED, upstream.address(), "a\r\nSet-Cookie: x=1\u0000\u007f é 100% \uD83D\uDE00");
        String head = ask();
        assertThat(RawConnection.header(head, "set-cookie")).isNull();
        assertThat(explanation(head)).startsWith("a%0D%0ASet-Cookie: x=1%00%7F %C3%A9 100%25 %F0%9F%98%80; endpoint=");
        decision = forward(EXPLAINED, upstream.address(), "m".repeat(100_000));
        assertThat(explanation(ask())).hasSizeLessThan(1200).contains("...; endpoint=");
    }
}
