package io.phoenix.gateway.routing.model;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.phoenix.gateway.routing.model.BodyProblem.Kind;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** The scanner against {@link URLDecoder} on what a fuzzer thinks of. Run like {@link JsonModelScannerFuzzTest}. */
class FormModelScannerFuzzTest {
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    static Stream<byte[]> corpus() {
        return Stream.of(
                        "model=granite",
                        "a=b&model=granite&c=d",
                        "%6dodel=gr%61nite",
                        "model=a+b%2Bc",
                        "model=%F0%9F%98%80",
                        "model=a&model=b",
                        "model",
                        "model=&",
                        "&&=&model=m",
                        "a;model=b",
                        "model=%",
                        "mod%4",
                        "%u006dodel=x",
                        "x=%zz&model=m",
                        "model=%C3%28",
                        "model=a%0A",
                        "")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("corpus")
    @FuzzTest(maxDuration = "60s")
    @DictionaryEntries({"model=", "&model=", "%6dodel", "%C3%A9", "+", "&", "%00"})
    void anyBytes(byte[] body) {
        ScannerCuts.Outcome outcome = body.length <= 100
                ? ScannerCuts.all(FormModelScanner::new, body)
                : ScannerCuts.whole(FormModelScanner::new, body);
        ScannerCuts.random(FormModelScanner::new, body, new SplittableRandom(Arrays.hashCode(body)));
        BodyProblem problem = outcome.problem();
        List<String> models = models(new String(body, StandardCharsets.ISO_8859_1));
        boolean same;
        if (models == null || models.size() > 1) {
            same = problem != null && problem.kind() != Kind.NO_MODEL;
        } else if (models.isEmpty()) {
            same = problem != null && problem.kind() == Kind.NO_MODEL;
        } else {
            same = problem == null
                    && models.get(0).equals(outcome.model())
                    && models.get(0).equals(URLDecoder.decode(outcome.raw(body), StandardCharsets.UTF_8));
        }
        if (!same) {
            throw new AssertionError(
                    new String(body, StandardCharsets.ISO_8859_1) + "\n " + outcome + "\n oracle " + models);
        }
    }

    /** The values of all pairs called model, or null if one of them, or any key, is not to be read. */
    private static @Nullable List<String> models(String text) {
        List<String> models = new ArrayList<>();
        for (String pair : text.split("&", -1)) {
            String key = pair.split("=", 2)[0];
            if (BROKEN.matcher(key).find()) {
                return null;
            }
            if (URLDecoder.decode(key, StandardCharsets.ISO_8859_1).equals("model")) {
                String raw = pair.substring(Math.min(key.length() + 1, pair.length()));
                boolean ascii = raw.chars().allMatch(c -> c < 0x80);
                String value = BROKEN.matcher(raw).find() || !ascii ? null : decoded(raw);
                if (value == null) {
                    return null;
                }
                models.add(value);
            }
        }
        return models;
    }

    private static @Nullable String decoded(String raw) {
        byte[] bytes = URLDecoder.decode(raw, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
        try {
            String value = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean text = value.chars().noneMatch(Character::isISOControl);
            return value.isEmpty() || value.length() > 256 || !text ? null : value;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
