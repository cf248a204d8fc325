package io.phoenix.gateway.provisioner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.plan.Scope;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever the files say, they are read, and what is wrong with them are findings with places that exist. */
class AnyFilesFuzzTest {
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "null",
            "true",
            "-1",
            "1e999",
            "99999999999999999999",
            "0",
            "\"\"",
            "\"0.0.0.0/0\"",
            "\"255.255.255.255/32\"",
            "\"/\"",
            "\"/a\"",
            "\"none\"",
            "\"100\"",
            "\"102\"",
            "\"\\n\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\n",
            "é",
            "0,0",
            "65536:0",
            "//localhost:99999/");

    /** Bytes of any kind. */
    @FuzzTest(maxDuration = "60s")
    void anyBytes(FuzzedDataProvider data) {
        byte[] host = data.consumeBytes(2_000);
        byte[] containers = data.consumeBytes(2_000);
        isRead(host, containers, data.consumeRemainingAsBytes());
    }

    /** Files that are right but for what the fuzzer puts in. */
    @FuzzTest(maxDuration = "60s")
    void nearlyRight(FuzzedDataProvider data) {
        Example example = Example.SOUND;
        isRead(edited(example.host(), data), edited(example.containers(), data), edited(example.gateway(), data));
    }

    /** The same by chance, so that a normal build tries more than the corpus. */
    @Test
    void edits() {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 200; i++) {
            isRead(
                    edited(Example.SOUND.host(), random),
                    edited(Example.SOUND.containers(), random),
                    edited(Example.SOUND.gateway(), random));
        }
    }

    private static byte[] edited(String text, FuzzedDataProvider data) {
        StringBuilder edited = new StringBuilder(text);
        for (int edits = data.consumeInt(0, 4); edits > 0; edits--) {
            int at = data.consumeInt(0, edited.length());
            int length = data.consumeInt(0, 12);
            String piece = data.consumeBoolean() ? data.pickValue(PIECES) : data.consumeString(8);
            edited.replace(at, Math.min(edited.length(), at + length), piece);
        }
        return edited.toString().getBytes(UTF_8);
    }

    /** Replaces values rather than characters, so that most results are JSON. */
    private static byte[] edited(String text, SplittableRandom random) {
        String edited = text;
        for (int edits = random.nextInt(3); edits > 0; edits--) {
            int from = edited.indexOf(": ", random.nextInt(edited.length()));
            if (from >= 0) {
                int end = from + 2;
                while (end < edited.length() && ",}\n".indexOf(edited.charAt(end)) < 0) {
                    end++;
                }
                edited = edited.substring(0, from + 2)
                        + PIECES.get(random.nextInt(PIECES.size()))
                        + edited.substring(end);
            }
        }
        return edited.getBytes(UTF_8);
    }

    private static void isRead(byte[] host, byte[] containers, byte[] gateway) {
        Findings findings = new Findings();
        Setup setup = Example.read(host, containers, gateway, findings);
        for (Finding finding : findings.sorted()) {
            assertThat(finding.toString()).doesNotContainPattern("\\p{Cntrl}");
            assertThat(finding.place().line()).isNotNegative();
            assertThat(finding.message()).isNotBlank();
        }
        assertThat(FindingsJson.of(findings)).startsWith("{");
        if (setup == null) {
            assertThat(findings.sorted()).isNotEmpty();
        } else if (setup.desired() != null) {
            assertThat(ShownTables.of(setup.desired(), Scope.ALL, null)).startsWith("CT");
        }
    }
}
