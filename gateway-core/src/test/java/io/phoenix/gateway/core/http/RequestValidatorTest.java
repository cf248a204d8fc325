package io.phoenix.gateway.core.http;

import static io.phoenix.gateway.core.http.Requests.get;
import static io.phoenix.gateway.core.http.Requests.request;
import static io.phoenix.gateway.core.http.Requests.validate;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestValidatorTest {

    private static int status(RequestValidator.Verdict verdict) {
        LocalReply refusal = verdict.refusal();
        return refusal == null ? 0 : refusal.status();
    }

    @ParameterizedTest
    @CsvSource({
        "/, h, /, /, h, h",
        "/a?b, h:1, /a?b, /a, h:1, h",
        "/a?b?c/d, H.example:1, /a?b?c/d, /a, H.example:1, h.example",
        "//a//b, h, //a//b, //a//b, h, h",
        "/a%2Fb, '  h ', /a%2Fb, /a%2Fb, h, h",
        "/, [::1]:80, /, /, [::1]:80, ::1",
        "/, [0:0::0:1], /, /, [0:0::0:1], ::1",
        "/, 'h:', /, /, 'h:', h",
        "/, h., /, /, h., h.",
        "http://x/a?b, h, /a?b, /a, x, x",
        "HTTPS://x:1?b, h, /?b, /, x:1, x",
        "http://x, h, /, /, x, x",
        "http://x/http://y/, h, /http://y/, /http://y/, x, x",
    })
    void splitsAndNeverDecodes(String uri, String host, String target, String path, String authority, String name) {
        RequestValidator.Verdict verdict = validate(get(uri, "Host", host));
        assertThat(verdict.refusal()).isNull();
        RequestHead head = verdict.head();
        assertThat(head.target()).isEqualTo(target);
        assertThat(head.path()).isEqualTo(path);
        assertThat(head.authority()).isEqualTo(authority);
        assertThat(head.host()).isEqualTo(name);
        assertThat(head.headers().getAll("host")).containsExactly(authority);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h:x",
                "h:1:2",
                ":1",
                "h:123456",
                "a@h",
                "a b",
                "h/",
                "h?",
                "h#",
                "[::1",
                "[::1]x",
                "[::1]:x",
                "[h]",
                "[]",
                "[::1%25eth0]",
                "[fe80::1%eth0]",
                "::1",
                "h\u00e9",
                "h,h",
                "*",
                "%68"
            })
    void refusesAuthoritiesThatAreNone(String host) {
        RequestValidator.Verdict verdict = validate(get("/", "Host", host));
        assertThat(status(verdict)).isEqualTo(400);
        // Whatever it was, it does not reach a log as if it were a name.
        assertThat(verdict.head().host()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "*",
                "a/b",
                "ftp://h/",
                "x?y=http://h/",
                "://h/",
                "http:/h",
                "http:h",
                "/a\u00e9",
                "/a\u0001",
                "/a\u007f",
                "/a#b",
                "http://h/#"
            })
    void refusesTargetsThatAreNone(String uri) {
        RequestValidator.Verdict verdict = validate(get(uri, "Host", "h"));
        assertThat(status(verdict)).isEqualTo(400);
        assertThat(verdict.head().target()).isEqualTo(uri.startsWith("/") ? uri : "-");
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.2, 505", "HTTP/2.0, 505", "HTTP/0.9, 505", "HTTP/1.1, 0", "HTTP/1.0, 0"})
    void speaksTwoVersions(String version, int status) {
        assertThat(status(validate(request(HttpVersion.valueOf(version), "/", "Host", "h"))))
                .isEqualTo(status);
    }

    @Test
    void wantsOneHost() {
        assertThat(status(validate(get("/")))).isEqualTo(400);
        assertThat(status(validate(get("/", "Host", "h", "host", "h")))).isEqualTo(400);
        assertThat(status(validate(request(HttpVersion.HTTP_1_0, "/")))).isZero();
        assertThat(status(validate(request(HttpVersion.HTTP_1_0, "/", "Host", "h", "Host", "i"))))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "chunked, , 0",
        "CHUNKED, , 0",
        "'chunked, chunked', , 501",
        "'gzip, chunked', , 501",
        "identity, , 501",
        "'', , 501",
        "chunked, chunked, 501",
    })
    void knowsOneTransferEncoding(String first, @Nullable String second, int status) {
        HttpRequest request = get("/", "Host", "h", "Transfer-Encoding", first);
        if (second != null) {
            request.headers().add("transfer-encoding", second);
        }
        assertThat(status(validate(request))).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 0",
        "007, 0",
        "999999999999999999, 0",
        "'', 400",
        "' ', 400",
        "+1, 400",
        "-1, 400",
        "0x1, 400",
        "'1, 1', 400",
        "1 1, 400",
        "1.0, 400",
        "9999999999999999999, 400",
        "\u0661, 400"
    })
    void wantsALengthToBeANumber(String length, int status) {
        RequestValidator.Verdict verdict = validate(get("/", "Host", "h", "Content-Length", length));
        assertThat(status(verdict)).isEqualTo(status);
        assertThat(verdict.head().contentLength()).isEqualTo(status == 0 ? Long.parseLong(length) : -1);
    }

    @Test
    void wantsOneLength() {
        assertThat(status(validate(get("/", "Host", "h", "Content-Length", "1", "Content-Length", "1"))))
                .isEqualTo(400);
    }

    @Test
    void saysWhatTheCodecFound() {
        HttpRequest request = get("/bad-request");
        request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("x")));
        assertThat(status(validate(request))).isEqualTo(400);
        request.setDecoderResult(DecoderResult.failure(new TooLongHttpLineException("x")));
        assertThat(status(validate(request))).isEqualTo(414);
        request.setDecoderResult(DecoderResult.failure(new TooLongHttpHeaderException("x")));
        assertThat(status(validate(request))).isEqualTo(431);
    }

    @Test
    void offersNoConnect() {
        assertThat(status(validate(get("h:443", "Host", "h").setMethod(HttpMethod.CONNECT))))
                .isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({
        "upgrade, websocket, websocket",
        "'keep-alive, Upgrade', WebSocket, WebSocket",
        "keep-alive, websocket,",
        "upgrade, h2c,",
        "upgrade, 'websocket, H2C',",
        "upgrade, ,",
    })
    void seesAnUpgradeOnlyWhereOneIsAskedFor(String connection, @Nullable String upgrade, @Nullable String seen) {
        HttpRequest request = get("/", "Host", "h", "Connection", connection);
        if (upgrade != null) {
            request.headers().add("Upgrade", upgrade);
        }
        assertThat(validate(request).head().upgrade()).isEqualTo(seen);
        assertThat(validate(request.setProtocolVersion(HttpVersion.HTTP_1_0))
                        .head()
                        .upgrade())
                .isNull();
    }
}
