package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one text to fresh scanners, whole and cut in every way, and makes sure that the cuts change nothing. Written
 * without AssertJ: it runs millions of times in a fuzzer.
 */
final class ScannerCuts {

    /** All that a scanner lets be seen at the end. */
    record Outcome(
            @Nullable BodyProblem problem, @Nullable String model, long valueStart, long valueEnd, int bomLength) {

        /** The bytes that were taken for the value, as they stand in the body. */
        String raw(byte[] body) {
            return new String(body, (int) valueStart, (int) (valueEnd - valueStart), StandardCharsets.UTF_8);
        }
    }

    private ScannerCuts() {}

    static Outcome whole(Supplier<ModelScanner> scanners, byte[] body) {
        ModelScanner scanner = scanners.get();
        scanner.feed(Unpooled.wrappedBuffer(body));
        return outcome(scanner);
    }

    /** The one result of {@code body}: whole, byte by byte, and in two at every place. */
    static Outcome all(Supplier<ModelScanner> scanners, byte[] body) {
        Outcome whole = whole(scanners, body);
        ByteBuf bytes = Unpooled.wrappedBuffer(body);
        ModelScanner bitwise = scanners.get();
        for (int i = 0; i < body.length; i++) {
            bitwise.feed(bytes.slice(i, 1));
        }
        same(body, whole, outcome(bitwise));
        int step = 1 + body.length / 2048;
        for (int cut = 0; cut <= body.length; cut += step) {
            ModelScanner scanner = scanners.get();
            scanner.feed(bytes.slice(0, cut));
            scanner.feed(bytes.slice(cut, body.length - cut));
            same(body, whole, outcome(scanner));
        }
        return whole;
    }

    /** The same in pieces of random lengths. */
    static void random(Supplier<ModelScanner> scanners, byte[] body, RandomGenerator random) {
        Outcome whole = whole(scanners, body);
        ByteBuf bytes = Unpooled.wrappedBuffer(body);
        ModelScanner scanner = scanners.get();
        int longest = 1 + random.nextInt(Math.max(1, body.length));
        for (int from = 0; from < body.length; ) {
            int length = Math.min(1 + random.nextInt(longest), body.length - from);
            scanner.feed(bytes.slice(from, length));
            from += length;
        }
        same(body, whole, outcome(scanner));
    }

    private static Outcome outcome(ModelScanner scanner) {
        scanner.end();
        return new Outcome(
                scanner.problem(),
                scanner.hasModel() ? scanner.model() : null,
                scanner.valueStart(),
                scanner.valueEnd(),
                scanner.bomLength());
    }

    private static void same(byte[] body, Outcome whole, Outcome cut) {
        if (!whole.equals(cut)) {
            throw new AssertionError(
                    new String(body, StandardCharsets.ISO_8859_1) + "\n whole " + whole + "\n cut   " + cut);
        }
    }
}
