package io.phoenix.gateway.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody who waits for an apply sees. */
final class ProgressTest {
    private static final Step CLONE = new Step(
            new ContainerChange.Clone(953, 900, null, "door", "tank"),
            Step.Sign.ADD,
            "CT 953",
            List.of(new Step.Difference("container", "", "clone of 900")),
            Step.Impact.STOPPED,
            Step.Risk.LOW,
            "none");
    private static final String LINE = "[3/24] + CT 953: container clone of 900";

    private final StringWriter written = new StringWriter();

    /** The lines that a terminal has after what was written: a return begins the line anew, and [K empties it. */
    private List<String> screen() {
        List<String> lines = new ArrayList<>();
        for (String line : written.toString().split(System.lineSeparator(), -1)) {
            lines.add(line.substring(line.lastIndexOf("\r\u001b[K") + 1).replace("\u001b[K", ""));
        }
        return lines;
    }

    @Test
    void inAFileALineForEachStepAndOneNowAndThen() throws InterruptedException {
        try (ProgressDisplay display = ProgressDisplay.on(new PrintWriter(written))) {
            display.begins(3, 24, CLONE);
            for (int second = 1; second <= 25; second++) {
                display.goOn(LINE, second);
            }
            display.ended(CLONE, "although: it complained");
        }
        assertThat(screen())
                .containsExactly(
                        LINE,
                        "        still at it, 10 s",
                        "        still at it, 20 s",
                        "        although: it complained",
                        "");
    }

    @Test
    void onATerminalOneLineThatIsWrittenOver() {
        try (ProgressDisplay display = new ProgressLine(new PrintWriter(written), 80)) {
            display.begins(3, 24, CLONE);
            assertThat(screen()).containsExactly(LINE);
            display.goOn(LINE, 1);
            display.goOn(LINE, 12);
            assertThat(screen()).containsExactly(LINE + " 12 s");
            display.end(LINE, 12, "");
        }
        assertThat(screen()).containsExactly(LINE + " 12 s", "");
    }

    @Test
    void aLineThatIsWrittenOverFitsTheTerminal() {
        try (ProgressDisplay display = new ProgressLine(new PrintWriter(written), 30)) {
            display.begins(3, 24, CLONE);
            assertThat(screen()).containsExactly("[3/24] + CT 953: container...");
            display.goOn(LINE, 100);
            assertThat(screen()).containsExactly("[3/24] + CT 953: con... 100 s");
            display.ended(CLONE, "is so already");
        }
        assertThat(screen()).containsExactly(LINE, "        is so already", "");
    }
}
