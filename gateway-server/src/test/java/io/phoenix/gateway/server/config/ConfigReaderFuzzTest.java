package io.phoenix.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.server.config.ConfigProblem.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a configuration, reading it gives a configuration or says what is wrong. */
final class ConfigReaderFuzzTest {
    private static final int MUTANTS = 800;
    private static final List<String> SPLINTERS = List.of(
            ":",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "#",
            "&a ",
            "*a",
            "!",
            "!!int ",
            "!!map ",
            "|",
            ">",
            "%",
            "@",
            "`",
            "\t",
            "\n",
            "\r",
            "---\n",
            "...\n",
            "? ",
            "<<: *a",
            "~",
            "null",
            "true",
            "0x1f",
            "-1",
            "1e9",
            ".inf",
            "\0",
            "\ufeff",
            "\ud800",
            "\u2028",
            "\ud83d\ude00",
            "\\",
            "\"\\x00\"",
            "\"\\UFFFFFFFF\"",
            "/../",
            "99999999999999999999",
            "::1",
            "[::1]:0",
            "a:b:c",
            "*",
            "*.*",
            "0/0",
            "//",
            "&a [*a]",
            "? [a]\n: b\n",
            "%YAML 1.1\n---\n",
            "!<%41>");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutants(long seed) {
        Random random = new Random(seed);
        String whole = ConfFolder.text("gateway.yaml");
        for (int i = 0; i < MUTANTS; i++) {
            String text = whole;
            for (int n = 1 + random.nextInt(4); n > 0 && !text.isBlank(); n--) {
                text = random.nextBoolean() ? changeLines(text, random) : changeCharacters(text, random);
            }
            check(text, "seed " + seed + ", mutant " + i);
        }
    }

    private static void check(String text, String which) {
        ConfigResult result;
        try {
            result = ConfigReader.read("g.yaml", text, Path.of("/etc/gw"));
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(which + " makes the reader throw:\n" + text, e);
        }
        // YAML has more line ends than \n, and a problem may be just behind the last line.
        long lines = text.lines().count() + text.chars().filter(c -> c > 0x7f).count() + 1;
        for (ConfigProblem problem : result.problems()) {
            assertThat(problem.line()).as("%s: %s", which, problem).isBetween(1, (int) lines);
            assertThat(problem.column()).as("%s: %s", which, problem).isBetween(1, text.length() + 2);
            assertThat(problem.message())
                    .as(which)
                    .isNotBlank()
                    .doesNotContain("\n")
                    .hasSizeLessThan(1000);
        }
        boolean wrong = result.problems().stream().anyMatch(p -> p.severity() == Severity.ERROR);
        assertThat(result instanceof ConfigResult.Rejected).as(which).isEqualTo(wrong);
    }

    private static String changeLines(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int at = random.nextInt(lines.size());
        switch (random.nextInt(6)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
            case 3 -> lines.set(at, "  " + lines.get(at));
            case 4 -> lines.set(at, lines.get(at).strip());
            default -> lines.subList(at, lines.size()).clear();
        }
        return String.join("\n", lines) + "\n";
    }

    private static String changeCharacters(String text, Random random) {
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + random.nextInt(8));
        String middle = text.substring(from, to);
        String changed = switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> middle + middle;
            case 2 -> new StringBuilder(middle).reverse().toString();
            case 3 -> middle + (char) random.nextInt(0x180);
            default -> SPLINTERS.get(random.nextInt(SPLINTERS.size()));
        };
        return text.substring(0, from) + changed + text.substring(to);
    }
}
