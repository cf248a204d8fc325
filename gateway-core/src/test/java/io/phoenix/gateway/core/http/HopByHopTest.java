package io.phoenix.gateway.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HopByHopTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "KEEP-ALIVE",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "te",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings"
            })
    void removesWhatIsAlwaysForOneConnection(String name) {
        HttpHeaders headers =
                new DefaultHttpHeaders().add(name, "x").add(name, "y").add("a", "b");
        HopByHop.strip(headers);
        assertThat(headers.names()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-A", "x-a", "close,x-a", " x-a , close", ",,x-a,", "\tx-a\t", "a b, x-a", "\u0001,x-a"})
    void removesWhatConnectionNames(String connection) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .add("Connection", connection)
                .add("x-A", "1")
                .add("X-B", "2");
        HopByHop.strip(headers);
        assertThat(headers.names()).containsExactly("X-B");
    }

    @Test
    void removesWhatAnyOfSeveralConnectionHeadersNames() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("connection", "x-a")
                .add("Connection", "x-b")
                .add("x-a", "1")
                .add("x-b", "2");
        HopByHop.strip(headers);
        assertThat(headers).isEmpty();
    }

    @Test
    void keepsWhatSaysWhatTheMessageIs() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Connection", "HOST, Content-Length, connection")
                .add("Host", "h")
                .add("Content-Length", "1");
        HopByHop.strip(headers);
        assertThat(headers.names()).containsExactlyInAnyOrder("Host", "Content-Length");
    }
}
