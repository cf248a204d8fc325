package io.phoenix.gateway.routing.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The renaming of models in answers against Jackson on what a fuzzer thinks of. A normal build replays the corpus; with
 * {@code JAZZER_FUZZ=1} one target is fuzzed:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl gateway-routing -am test -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest='AnswerRenameFuzzTest#anyBytes'
 * }</pre>
 */
class AnswerRenameFuzzTest {
    private static final String SERVED = "m/é";
    private static final String ASKED = "\"n\"";

    private static final String[] PIECES = {
        "data: ",
        "data:",
        "data",
        ":",
        "event: x",
        "\n",
        "\n\n",
        "\r\n\r\n",
        "\r",
        "\r\n",
        "{",
        "}",
        ",",
        "[",
        "]",
        "\"model\":\"m/é\"",
        "\"model\":\"m\\/\\u00e9\"",
        "\"m\\u006fdel\" : \"m/é\"",
        "{\"model\":\"m/é\"",
        "\"response\":{",
        "\"message\":{",
        "\"model\":",
        "\"m/é\"",
        "\"m/",
        "{\"id\":1,\"model\":\"m/é\",\"choices\":[{\"delta\":{\"content\":\"é\"}}]}",
        "\"a\":1",
        "true",
        "[DONE]",
        "\uFEFF",
        "\\",
        "\"",
    };

    static Stream<byte[]> corpus() {
        Stream<byte[]> answers = AnswerRenameTest.answers().stream()
                .map(each -> ((String) each.get()[1])
                        .replace("$", "\"m/é\"")
                        .replace("%", "\"\\u006d\\/\\u00E9\"")
                        .getBytes(UTF_8));
        Stream<byte[]> documents = JsonSuite.values().stream()
                .map(c -> JsonSuiteTest.wrap(
                        new String[] {"data: {\"model\":\"m/é\",\"v\":", ",\"message\":{\"model\":\"m/é\"}}"},
                        c.bytes()));
        return Stream.concat(answers, documents);
    }

    /** Whatever the bytes, in each format: what the oracle says, however they are cut. */
    @MethodSource("corpus")
    @FuzzTest(maxDuration = "60s")
    @DictionaryEntries({"\"model\":\"m/\\u00e9\"", "\"response\":{", "\"message\":{", "data:", "\\u006d"})
    void anyBytes(byte[] answer) {
        // The cuts follow from the answer, so that a finding can be replayed from its bytes alone.
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(answer));
        for (AnswerFormat format : AnswerFormat.values()) {
            AnswerRun run = new AnswerRun(format, SERVED, ASKED);
            byte[] expected = answer.length <= 256 ? run.byteByByteAgrees(answer) : run.agrees(answer);
            for (int i = 0; i < 4; i++) {
                run.randomCutAgrees(answer, expected, random);
            }
            aNameForItselfChangesNothing(format, answer, random);
        }
    }

    /** Events, lines and documents that are nearly right, built from pieces and loose text. */
    @FuzzTest(maxDuration = "60s")
    void nearlyAnswers(FuzzedDataProvider data) {
        AnswerRun run = new AnswerRun(data.pickValue(AnswerFormat.values()), SERVED, ASKED);
        SplittableRandom random = new SplittableRandom(data.consumeLong());
        StringBuilder text = new StringBuilder();
        while (data.remainingBytes() > 0 && text.length() < 2_000) {
            text.append(data.consumeInt(0, 9) == 0 ? data.consumeString(8) : data.pickValue(PIECES));
        }
        byte[] answer = text.toString().getBytes(UTF_8);
        byte[] expected = run.agrees(answer);
        for (int i = 0; i < 4; i++) {
            run.randomCutAgrees(answer, expected, random);
        }
        aNameForItselfChangesNothing(run.format(), answer, random);
    }

    /** Without escapes a name can be written in one way only. */
    private static void aNameForItselfChangesNothing(AnswerFormat format, byte[] answer, SplittableRandom random) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (byte b : answer) {
            if (b != '\\') {
                plain.write(b);
            }
        }
        new AnswerRun(format, SERVED, SERVED).randomCutAgrees(plain.toByteArray(), plain.toByteArray(), random);
    }
}
