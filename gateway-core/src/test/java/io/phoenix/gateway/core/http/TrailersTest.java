package io.phoenix.gateway.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrailersTest {

    private static HttpHeaders passed(String... names) {
        HttpHeaders received = new DefaultHttpHeaders();
        for (String name : names) {
            received.add(name, "v");
        }
        return Trailers.permitted(received);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length",
                "transfer-encoding",
                "TRAILER",
                "Connection",
                "TE",
                "Host",
                "Via",
                "Forwarded",
                "X-Forwarded-For",
                "X_Forwarded_For",
                "x-forwarded-anything",
                "X-Real-IP",
                "X-SSL-Client-S-DN",
                "Authorization",
                "Proxy-Authorization",
                "Cookie",
                "Set-Cookie",
                "WWW-Authenticate",
                "Content-Type",
                "Content-Encoding",
                "Content-Range",
                "Cache-Control",
                "If-None-Match",
                "Range",
                "Expect",
                "Max-Forwards",
                "Location",
                "Access-Control-Allow-Origin",
                "Sec-Fetch-Site",
                "x-http2-path"
            })
    void holdsBackWhatAHeaderAlreadySaid(String name) {
        assertThat(passed(name).isEmpty()).isTrue();
    }

    @Test
    void passesTheRestInItsOrder() {
        assertThat(passed("grpc-status", "Grpc-Message", "Host", "X-Sum", "ETag", "Content-Digest", "Server-Timing")
                        .names())
                .containsExactly("grpc-status", "Grpc-Message", "X-Sum", "ETag", "Content-Digest", "Server-Timing");
    }
}
