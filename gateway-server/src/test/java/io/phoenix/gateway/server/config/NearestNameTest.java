package io.phoenix.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.routing.EditDistance;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "a, '', 1",
        "'', ab, 2",
        "qdrnt, qdrant, 1",
        "grantie, granite, 1",
        "kitten, sitting, 3",
        "ca, abc, 3",
    })
    void distance(String a, String b, int distance) {
        assertThat(EditDistance.between(a, b)).isEqualTo(distance);
        assertThat(EditDistance.between(b, a)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "adress, address",
        "Address, address",
        "connectTimeout, connect-timeout",
        "idle_timeout, idle-timeout",
        "TLS, tls",
        "tsl, tls",
        "x, ",
        "verify, ",
    })
    void guess(String wrong, String nearest) {
        List<String> known = List.of("u", "tls", "address", "addresses", "idle-timeout", "connect-timeout");
        assertThat(NearestName.of(wrong, known)).isEqualTo(nearest);
    }
}
