package io.phoenix.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.server.config.ConfigProblem.Severity;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message word for word, with its line and column. */
final class ConfigMessagesTest {
    @ParameterizedTest
    @MethodSource("io.phoenix.gateway.server.config.MessageCase#all")
    void problems(MessageCase given) {
        ConfigResult result = given.read();

        assertThat(result.problems()).extracting(ConfigProblem::toString).containsExactlyElementsOf(given.problems());
        assertThat(given.problems()).isNotEmpty();
        List<Severity> severities =
                result.problems().stream().map(ConfigProblem::severity).toList();
        assertThat(result instanceof ConfigResult.Rejected).isEqualTo(severities.contains(Severity.ERROR));
    }
}
