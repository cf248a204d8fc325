package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;

/** The versions of HTTP in which a client may ask one and the same thing. */
enum HttpVersion {
    HTTP_1_1 {
        @Override
        Delivery.Answer ask(TestGateway gateway, String method, String path, String... headers) throws Exception {
            try (RawConnection client = RawConnection.to(gateway.port())) {
                return client.ask(method, path, headers);
            }
        }
    },
    HTTP_2 {
        @Override
        Delivery.Answer ask(TestGateway gateway, String method, String path, String... headers) throws Exception {
            String[] fields = Arrays.stream(headers)
                    .flatMap(header -> Arrays.stream(header.split(": ", 2)))
                    .toArray(String[]::new);
            for (int i = 0; i < fields.length; i += 2) {
                fields[i] = fields[i].toLowerCase(Locale.ROOT);
            }
            try (RawHttp2 client = RawHttp2.to(gateway.port())) {
                client.send(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                        1,
                        RawHttp2.request(method, path, fields));
                RawHttp2.Answer answer = client.answer(1);
                assertThat(answer.reset()).isEqualTo(-1);
                return new Delivery.Answer(answer.head(), answer.body());
            }
        }
    };

    /** Sends a request without a body, on a connection of its own, and reads its answer. */
    abstract Delivery.Answer ask(TestGateway gateway, String method, String path, String... headers) throws Exception;
}
