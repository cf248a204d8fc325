package io.phoenix.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far names are from each other. */
final class EditDistanceTest {

    @ParameterizedTest
    @CsvSource({
        "'',        '',        0",
        "'',        abc,       3",
        "granite,   granite,   0",
        "granit,    granite,   1",
        "grannite,  granite,   1",
        "gramite,   granite,   1",
        "garnite,   granite,   1",
        "ca,        abc,       3",
        "kitten,    sitting,   3",
        "granite,   embedding, 8",
    })
    void countsInsertionsDeletionsReplacementsAndSwaps(String a, String b, int distance) {
        assertThat(EditDistance.between(a, b)).isEqualTo(distance);
        assertThat(EditDistance.between(b, a)).isEqualTo(distance);
    }

    @Test
    void putsTheNearestFirstAndKeepsTheOrderOfEquals() {
        assertThat(EditDistance.nearestFirst("GRANIT", List.of("embedding", "granite-3", "granite", "granito")))
                .containsExactly("granite", "granito", "granite-3", "embedding");
    }
}
