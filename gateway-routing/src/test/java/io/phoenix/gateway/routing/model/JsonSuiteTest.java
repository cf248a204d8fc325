package io.phoenix.gateway.routing.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.routing.model.JsonSuite.Case;
import io.phoenix.gateway.routing.model.ScannerRun.Outcome;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus: what each case must give, that Jackson agrees, and that no cut changes it. */
class JsonSuiteTest {
    private static final String[][] AROUND = {
        {"{\"model\":\"m\",\"v\":", "}"},
        {"{\"v\":", ",\"model\":\"m\"}"},
        {"{\"model\":\"m\",\"v\":[", "]}"},
        {"{\"model\":\"m\",\"v\":[1,", ",2]}"},
        {"{\"model\":\"m\",\"v\":{\"w\":", "}}"},
    };

    private final Differential differential =
            new Differential(JsonModelScanner.DEFAULT_MAX_DEPTH, JsonModelScanner.DEFAULT_MAX_MODEL_LENGTH);
    private final SplittableRandom random = new SplittableRandom(1);

    static List<Case> values() {
        return JsonSuite.values();
    }

    static List<Case> bodies() {
        return JsonSuite.bodies();
    }

    @Test
    void isRead() {
        assertThat(values()).hasSizeGreaterThan(400);
        assertThat(bodies()).hasSizeGreaterThan(150);
    }

    @ParameterizedTest
    @MethodSource("values")
    void value(Case aCase) {
        for (String[] around : AROUND) {
            byte[] body = wrap(around, aCase.bytes());
            differential.everyCutAgrees(body, random);
            Outcome outcome = differential.agrees(body);
            assertThat(outcome.complete())
                    .as(() -> new String(body, UTF_8) + " " + outcome)
                    .isEqualTo(aCase.expectation().equals("accept"));
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void body(Case aCase) {
        differential.everyCutAgrees(aCase.bytes(), random);
        Outcome outcome = differential.agrees(aCase.bytes());
        BodyProblem problem = outcome.problem();
        String result =
                problem == null ? "accept " + outcome.model() : problem.kind().name();
        assertThat(result).isEqualTo(aCase.expectation());
    }

    static byte[] wrap(String[] around, byte[] value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(around[0].getBytes(UTF_8));
        bytes.writeBytes(value);
        bytes.writeBytes(around[1].getBytes(UTF_8));
        return bytes.toByteArray();
    }
}
