package io.phoenix.gateway.core.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * A guard: a buffer is a call of the system, the dearest thing that is done for a short exchange, and so is each switch
 * of the reading.
 */
final class ShortExchangeTest {

    private static final String BODY = "{\"model\":\"granite\",\"text\":\"" + "x".repeat(250) + "\"}";

    private static byte[] chat() {
        return EmbeddedGateway.ascii("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + BODY.length() + "\r\n\r\n" + BODY);
    }

    @Test
    void aSmallChatIsOneBufferToEachSide() {
        try (EmbeddedGateway gateway = EmbeddedGateway.http1(line -> line.answer(
                EmbeddedGateway.ascii("HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)))) {
            for (int exchange = 1; exchange <= 3; exchange++) {
                gateway.send(chat());
                assertThat(gateway.forwarded()).hasSize(exchange);
                assertThat(gateway.writes()).isEqualTo(2 * exchange);
                assertThat(gateway.reads()).isEqualTo(exchange);
            }
            assertThat(gateway.answers()).endsWith(BODY);
        }
    }

    @Test
    void whatTheUpstreamTakesAtOnceDoesNotStopTheClient() {
        try (EmbeddedGateway gateway = EmbeddedGateway.http1()) {
            gateway.send(chat());
            int before = gateway.reads();
            String piece = "x".repeat(200 * 1024);
            gateway.send(EmbeddedGateway.ascii("POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + 3 * piece.length() + "\r\n\r\n" + piece));
            gateway.send(EmbeddedGateway.ascii(piece));
            gateway.send(EmbeddedGateway.ascii(piece));
            assertThat(gateway.forwarded()).hasSize(2);
            assertThat(gateway.reads() - before).isEqualTo(3);
        }
    }

    @Test
    void aTokenIsOneBuffer() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        String token = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
        String chunk = Integer.toHexString(token.length()) + "\r\n" + token + "\r\n";
        try (EmbeddedGateway gateway = EmbeddedGateway.http1(line -> {
            line.answer(EmbeddedGateway.ascii(head));
            for (int i = 0; i < 10; i++) {
                line.answer(EmbeddedGateway.ascii(chunk));
            }
            line.answer(EmbeddedGateway.ascii("0\r\n\r\n"));
        })) {
            gateway.send(chat());
            // The request, the head, the tokens, the end.
            assertThat(gateway.writes()).isEqualTo(1 + 1 + 10 + 1);
            assertThat(gateway.answers()).endsWith(chunk + "0\r\n\r\n");
        }
    }
}
