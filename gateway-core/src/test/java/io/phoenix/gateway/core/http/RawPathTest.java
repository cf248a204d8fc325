package io.phoenix.gateway.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RawPathTest {

    private static final int START = "/p/".length();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../",
                "%2e%2e",
                ".%2E",
                "%2E.",
                "a/../..",
                "a/./../..",
                "a//../..",
                "./..",
                "/..",
                "..;",
                "..;x=1/a",
                "..%2f",
                "a%2F..%2f..",
                "..%5c",
                "..\\",
                "a\\..\\..",
                "a/../b/../..",
                "%2e%2e%2fx"
            })
    void climbs(String rest) {
        assertThat(RawPath.climbsOut("/p/" + rest, START)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "./",
                "a/..",
                "a/../",
                "a/b/../..",
                "...",
                "..a",
                "a..",
                ".../..",
                "%2e",
                "a%2f..",
                "%252e%252e",
                "..%20",
                "a;/..",
                "%",
                "%2",
                "a/%2e%2e/b",
                "..%00"
            })
    void stays(String rest) {
        assertThat(RawPath.climbsOut("/p/" + rest, START)).isFalse();
    }
}
