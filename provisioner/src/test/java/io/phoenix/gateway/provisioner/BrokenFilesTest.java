package io.phoenix.gateway.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of broken-files.txt: what is changed in files that are right, and the findings that it has. */
final class BrokenFilesTest {
    /** A title, lines {@code FILE: OLD ==> NEW}, and after {@code =>} the findings in full. */
    record Case(String title, Example example, List<String> findings) {
        @Override
        public String toString() {
            return title;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String part : ("\n" + Example.resource("broken-files.txt")).split("\n## ", -1)) {
            if (!part.isBlank()) {
                cases.add(parse(part.lines().filter(line -> !line.isBlank()).toList()));
            }
        }
        return cases;
    }

    private static Case parse(List<String> lines) {
        int arrow = lines.indexOf("=>");
        Example example = Example.SOUND;
        for (String edit : lines.subList(1, arrow)) {
            String[] sides = edit.substring(edit.indexOf(": ") + 2).split(" ==> ?", 2);
            example = example.with(
                    edit.substring(0, edit.indexOf(": ")),
                    sides[0].replace("\\n", "\n"),
                    sides[1].replace("\\n", "\n"));
        }
        return new Case(lines.get(0), example, lines.subList(arrow + 1, lines.size()));
    }

    @Test
    void nothingIsFoundInFilesThatAreRight() {
        assertThat(Example.SOUND.findings()).isEmpty();
        assertThat(Example.SOUND.setup().desired()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findings(Case given) {
        assertThat(given.example().findings()).containsExactlyElementsOf(given.findings());
    }
}
