package io.phoenix.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.core.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestKindTest {

    /** Headers whose value is null are left out. */
    private static RequestHead head(String method, @Nullable String... headers) {
        List<String> given = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i + 1] != null) {
                given.add(headers[i]);
                given.add(headers[i + 1]);
            }
        }
        return Heads.head(method, "ai.lab:8443", "/ollama/api/chat", given.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "same-origin | https://ai.lab:8443/ | true",
                "same-origin | https://AI.lab:8443/c/1?x | true",
                "same-origin | https://ai.lab:8443 | true",
                "same-origin | - | true",
                "- | http://ai.lab:8443/ | true",
                "- | http://ai.lab:8443/ollam | true",
                "- | - | false",
                "- | https://ai.lab/ | false",
                "- | https://ai.lab:84430/ | false",
                "- | https://ai.lab:8443.example/ | false",
                "- | https://ai.lab:8443@example/ | false",
                "- | https://example/?https://ai.lab:8443/ | false",
                "- | ai.lab:8443/ | false",
                "- | '' | false",
                "same-origin | https://ai.lab:8443/ollama/ui | false",
                "same-site | https://ai.lab:8443/ | false",
                "cross-site | https://example.com/ | false",
                "none | - | false"
            })
    void pageCalls(String site, String referer, boolean expected) {
        RequestHead head = head("POST", "sec-fetch-site", site, "referer", referer);
        assertThat(RequestKind.PAGE_CALLS.includes(head, "/ollama/")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "GET | navigate | - | true",
                "POST | navigate | - | true",
                "GET | cors | text/html | false",
                "GET | websocket | - | false",
                "GET | - | text/html,application/xhtml+xml,*/*;q=0.8 | true",
                "HEAD | - | text/html | true",
                "POST | - | text/html | false",
                "GET | - | */* | false",
                "GET | - | application/json | false",
                "GET | - | - | false"
            })
    void pages(String method, String mode, String accept, boolean expected) {
        RequestHead head = head(method, "sec-fetch-mode", mode, "accept", accept);
        assertThat(RequestKind.PAGES.includes(head, "/ollama/")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/grpc", "application/grpc+proto", "Application/gRPC; a=b", "application/grpc;x"})
    void grpc(String type) {
        assertThat(RequestKind.GRPC.includes(head("POST", "content-type", type), "/"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "application/grpc-web", "application/grpc-web+proto", "application/grp"})
    void notGrpc(String type) {
        assertThat(RequestKind.GRPC.includes(head("POST", "content-type", type), "/"))
                .isFalse();
    }

    @Test
    void notGrpcWithoutAType() {
        assertThat(RequestKind.GRPC.includes(head("POST"), "/")).isFalse();
    }
}
