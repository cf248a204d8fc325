package io.phoenix.gateway.routing.model;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.phoenix.gateway.routing.model.BodyProblem.Kind;
import io.phoenix.gateway.routing.model.MultipartOracle.Form;
import io.phoenix.gateway.routing.model.MultipartOracle.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scanner against a reader of whole forms made of patterns, and against Netty's decoder, on what a fuzzer thinks
 * of. Run like {@link JsonModelScannerFuzzTest}.
 */
class MultipartModelScannerFuzzTest {
    private static final String BOUNDARY = "b-1";
    private static final Pattern USUAL_HEADER =
            Pattern.compile("content-disposition: form-data(; (file)?name=(\"[\\w.-]*\"|[\\w.-]+))+"
                    + "|content-type: \\w+/\\w+(; charset=(utf-8|us-ascii|iso-8859-1))?");
    private static final Pattern BARE_LINE_FEED_DELIMITER = Pattern.compile("(?<!\r)\n--" + BOUNDARY);
    private static final String[] TOKENS = {
        "--b-1",
        "\r\n",
        "\r\n\r\n",
        "--",
        "\r",
        "\n",
        "-",
        " ",
        ";",
        "\"",
        "=",
        ":",
        "\\",
        "model",
        "Model",
        "granite",
        "Content-Disposition: form-data; name=\"model\"\r\n\r\n",
        "Content-Disposition: form-data; name=model\r\n",
        "Content-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n",
        "; filename=\"a\"",
        "; name*=\"model\"",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "X: y\r\n",
        "\r\n--b-1",
        "\r\n--b-1--\r\n",
        "\r\n--b-1\r\n",
        "\u00e9",
        "\u0000",
        "\t",
    };

    static Stream<byte[]> corpus() {
        String model = "Content-Disposition: form-data; name=\"model\"";
        String file = "Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: audio/mpeg";
        return Stream.of(
                        form(model + "\r\n\r\ngranite"),
                        form(file + "\r\n\r\nID3\r\n--b\r\n", model + "\r\n\r\ngranite"),
                        form(model + "\r\n\r\ngranite", file + "\r\n\r\n\r\n"),
                        form(model + "\r\n\r\na", model + "\r\n\r\nb"),
                        form(model + "; filename=a\r\n\r\na"),
                        form(model + "\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\na\u00e9"),
                        form(model + "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=67"),
                        form("Content-Disposition: form-data; name=model\r\n\r\n--b-1"),
                        form("Content-Disposition: form-data; filename=\"; name=model\"; name=\"x\"\r\n\r\na"),
                        form("Content-Disposition: form-data; name=\"x\"; name*=utf-8''model\r\n\r\na"),
                        form(model + "\r\n\r\nx\r\n--b-1 \r\ny"),
                        form("X: y\r\n\r\na"),
                        "\r\n" + form(model + "\r\n\r\n-") + "\r\n",
                        form(),
                        "")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static String form(String... parts) {
        StringBuilder form = new StringBuilder();
        for (String part : parts) {
            form.append("--b-1\r\n").append(part).append("\r\n");
        }
        return form.append("--b-1--\r\n").toString();
    }

    /** Whatever the bytes: the oracle's verdict, and the same one however they are cut. */
    @MethodSource("corpus")
    @FuzzTest(maxDuration = "60s")
    @DictionaryEntries({
        "--b-1",
        "\\x0D\\x0A--b-1\\x0D\\x0A",
        "\\x0D\\x0A--b-1--",
        "Content-Disposition: form-data; name=model\\x0D\\x0A\\x0D\\x0A",
        "; filename=a",
        "Content-Type: text/plain\\x0D\\x0A"
    })
    void anyBytes(byte[] body) {
        agrees(body);
    }

    /** Forms that are nearly right, built from tokens. */
    @FuzzTest(maxDuration = "60s")
    void nearlyForms(FuzzedDataProvider data) {
        StringBuilder text = new StringBuilder();
        boolean framed = data.consumeBoolean();
        if (framed) {
            text.append("--b-1\r\n");
        }
        while (data.remainingBytes() > 0 && text.length() < 1_000) {
            if (data.consumeInt(0, 7) == 0) {
                text.append(data.consumeString(12));
            } else {
                text.append(data.pickValue(TOKENS));
            }
        }
        if (framed) {
            text.append("\r\n--b-1--\r\n");
        }
        agrees(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void agrees(byte[] body) {
        ScannerCuts.Outcome outcome = body.length <= 100
                ? ScannerCuts.all(() -> new MultipartModelScanner(BOUNDARY), body)
                : ScannerCuts.whole(() -> new MultipartModelScanner(BOUNDARY), body);
        ScannerCuts.random(
                () -> new MultipartModelScanner(BOUNDARY), body, new SplittableRandom(Arrays.hashCode(body)));
        Verdict verdict = MultipartOracle.judge(body, BOUNDARY);
        BodyProblem problem = outcome.problem();
        Form form = problem == null ? Form.GOOD : problem.kind() == Kind.NO_MODEL ? Form.WITHOUT_MODEL : Form.BAD;
        boolean same = form == verdict.form();
        if (form == Form.GOOD) {
            same &= verdict.model().equals(outcome.model())
                    && verdict.start() == outcome.valueStart()
                    && verdict.end() == outcome.valueEnd();
        }
        if (problem != null) {
            same &= problem.offset() >= 0 && problem.offset() <= body.length;
        }
        check(same, body, outcome + "\n oracle " + verdict);
        if (form != Form.BAD && nettyReadsIt(body)) {
            List<String> expected = form == Form.GOOD ? List.of(verdict.model()) : List.of();
            check(MultipartOracle.byNetty(body, BOUNDARY).equals(expected), body, "Netty does not read " + expected);
        }
    }

    /**
     * Netty is asked only about headers as clients write them: others it reads in ways of its own, such as a name in
     * the Content-Type, or gives up on with exceptions of all kinds; and it ends parts at a bare line feed.
     */
    private static boolean nettyReadsIt(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        boolean usual = Arrays.stream(text.split("\r\n", -1))
                .filter(line -> line.contains("content-"))
                .allMatch(line -> USUAL_HEADER.matcher(line).matches());
        if (!usual || BARE_LINE_FEED_DELIMITER.matcher(text).find()) {
            return false;
        }
        try {
            MultipartOracle.byNetty(body, BOUNDARY);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static void check(boolean holds, byte[] body, String detail) {
        if (!holds) {
            throw new AssertionError(new String(body, StandardCharsets.ISO_8859_1) + "\n " + detail);
        }
    }
}
