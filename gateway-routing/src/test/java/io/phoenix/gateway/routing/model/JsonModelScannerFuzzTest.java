package io.phoenix.gateway.routing.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.phoenix.gateway.routing.model.ScannerRun.Outcome;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scanner against Jackson on what a fuzzer thinks of. A normal build replays the corpus; with {@code JAZZER_FUZZ=1}
 * one target is fuzzed:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl gateway-routing -am test -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest='JsonModelScannerFuzzTest#anyBytes'
 * }</pre>
 */
class JsonModelScannerFuzzTest {
    private static final int MAX_DEPTH = 20;
    private static final int MAX_MODEL_LENGTH = 24;

    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"model\"",
        "\"stream\"",
        "\"m\\u006fdel\"",
        "true",
        "false",
        "null",
        "0",
        "-1.5e3",
        "\"\"",
        "\"m\"",
        " ",
        "\n",
        "{}",
        "[]",
        "\"a\":1",
        "\"\\ud83d\\ude00\"",
        "\"é漢😀\"",
        "        ",
    };

    private final Differential differential = new Differential(MAX_DEPTH, MAX_MODEL_LENGTH);

    static Stream<byte[]> corpus() {
        return Stream.concat(
                JsonSuite.bodies().stream().map(JsonSuite.Case::bytes),
                JsonSuite.values().stream()
                        .map(c -> JsonSuiteTest.wrap(new String[] {"{\"model\":\"m\",\"v\":", "}"}, c.bytes())));
    }

    /** Whatever the bytes: Jackson's verdict, and the same one however they are cut. */
    @MethodSource("corpus")
    @FuzzTest(maxDuration = "60s")
    @DictionaryEntries({"\"model\"", "\"stream\"", "\\u006d", "\\ud83d\\ude00", "true", "false", "null", "\\u0000"})
    void anyBytes(byte[] body) {
        // The cuts follow from the body, so that a finding can be replayed from its bytes alone.
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(body));
        if (body.length <= 256) {
            differential.everyCutAgrees(body, random);
        } else {
            differential.randomCutAgrees(body, differential.agrees(body), random);
        }
    }

    /** Objects that are nearly right, built from tokens and loose text, cut where the fuzzer likes. */
    @FuzzTest(maxDuration = "60s")
    void nearlyJson(FuzzedDataProvider data) {
        long cuts = data.consumeLong();
        StringBuilder text = new StringBuilder();
        StringBuilder closers = new StringBuilder();
        if (data.consumeProbabilityFloat() < 0.9f) {
            text.append('{');
            closers.append('}');
        }
        while (data.remainingBytes() > 0 && text.length() < 2_000) {
            switch (data.consumeInt(0, 9)) {
                case 0, 1 ->
                    text.append(closers.isEmpty() ? "" : ",")
                            .append('"')
                            .append(data.pickValue(new String[] {"model", "stream", "a", "mode\\u006c", "", "models"}))
                            .append("\":");
                case 2 -> text.append('"').append(data.consumeString(20)).append('"');
                case 3 -> {
                    text.append('{');
                    closers.append('}');
                }
                case 4 -> {
                    text.append('[');
                    closers.append(']');
                }
                case 5 -> {
                    if (!closers.isEmpty()) {
                        text.append(closers.charAt(closers.length() - 1));
                        closers.setLength(closers.length() - 1);
                    }
                }
                case 6 -> text.append(data.consumeLong());
                case 7 -> text.append(data.consumeDouble());
                case 8 -> text.append(',');
                default -> text.append(data.pickValue(TOKENS));
            }
        }
        byte[] body = text.append(closers.reverse()).toString().getBytes(UTF_8);
        Outcome outcome = differential.agrees(body);
        for (int i = 0; i < 4; i++) {
            differential.randomCutAgrees(body, outcome, new SplittableRandom(cuts + i));
        }
    }
}
