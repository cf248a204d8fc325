package io.phoenix.gateway.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.FullHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrpcStatusTest {

    private static FullHttpResponse response(int status, String message) {
        return LocalReply.error(status, "code", message).in(ErrorShape.GRPC).toResponse();
    }

    @ParameterizedTest
    @CsvSource({
        "400, 13", "401, 16", "403, 7", "404, 12", "405, 2", "413, 2", "429, 14", "500, 2", "502, 14", "503, 14",
        "504, 14"
    })
    void saysWhatTheHttpStatusSays(int status, String code) {
        FullHttpResponse response = response(status, "m");
        assertThat(response.status().code()).isEqualTo(200);
        assertThat(response.headers().get("content-type")).isEqualTo("application/grpc");
        assertThat(response.headers().get("grpc-status")).isEqualTo(code);
        assertThat(response.content().isReadable()).isFalse();
    }

    @Test
    void encodesTheMessage() {
        assertThat(response(502, "100% ä\n").headers().get("grpc-message")).isEqualTo("100%25 %C3%A4%0A");
    }

    @ParameterizedTest
    @CsvSource({
        "application/grpc, true",
        "application/grpc+proto, true",
        "Application/GRPC;a=b, true",
        "application/grpc-web, false",
        "application/grpc-web+proto, false",
        "application/json, false",
        "application/grp, false"
    })
    void isAskedForByTheContentType(String contentType, boolean grpc) {
        assertThat(MediaType.isGrpc(contentType)).isEqualTo(grpc);
    }
}
