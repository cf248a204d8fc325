package io.phoenix.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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

    @Test
    void ofThousandsOfNamesThoseThatBeginAlikeAreCompared() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            names.add("m" + i + "x".repeat(250));
        }
        names.add("granite");
        List<String> nearest = EditDistance.nearestFirst("Granit" + "t".repeat(200), names);
        assertThat(nearest.get(0)).isEqualTo("granite");
        assertThat(nearest).hasSize(256);
    }
}
