package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Feeds one body to one scanner, cut in some way, and keeps all that can be seen of the result. */
final class ScannerRun {

    /** All that a scanner lets be seen at the end. */
    record Outcome(
            @Nullable BodyProblem problem,
            @Nullable String model,
            long valueStart,
            long valueEnd,
            int bomLength,
            boolean stream,
            boolean complete) {}

    private ScannerRun() {}

    static Outcome whole(byte[] body, int maxDepth, int maxModelLength) {
        return cut(body, maxDepth, maxModelLength, body.length);
    }

    static Outcome byteByByte(byte[] body, int maxDepth, int maxModelLength) {
        JsonModelScanner scanner = new JsonModelScanner(maxDepth, maxModelLength);
        ByteBuf bytes = Unpooled.wrappedBuffer(body);
        for (int i = 0; i < body.length; i++) {
            scanner.feed(bytes.slice(i, 1));
        }
        return outcome(scanner);
    }

    /** Two chunks, the first of {@code cut} bytes. */
    static Outcome cut(byte[] body, int maxDepth, int maxModelLength, int cut) {
        JsonModelScanner scanner = new JsonModelScanner(maxDepth, maxModelLength);
        ByteBuf bytes = Unpooled.wrappedBuffer(body);
        scanner.feed(bytes.slice(0, cut));
        scanner.feed(bytes.slice(cut, body.length - cut));
        return outcome(scanner);
    }

    /** Chunks of random lengths, from heap and direct memory in turn. */
    static Outcome random(byte[] body, int maxDepth, int maxModelLength, RandomGenerator random) {
        JsonModelScanner scanner = new JsonModelScanner(maxDepth, maxModelLength);
        ByteBuf heap = Unpooled.wrappedBuffer(body);
        // Direct memory is slow to get, so not every body has it.
        boolean mixed = random.nextInt(8) == 0;
        ByteBuf direct = mixed
                ? Unpooled.wrappedBuffer(
                        ByteBuffer.allocateDirect(body.length).put(body).flip())
                : heap;
        int longest = 1 + random.nextInt(Math.max(1, body.length));
        int from = 0;
        while (from < body.length) {
            int length = Math.min(random.nextInt(longest) + 1, body.length - from);
            scanner.feed((random.nextBoolean() ? heap : direct).slice(from, length));
            from += length;
        }
        return outcome(scanner);
    }

    static Outcome outcome(JsonModelScanner scanner) {
        scanner.end();
        return new Outcome(
                scanner.problem(),
                scanner.hasModel() ? scanner.model() : null,
                scanner.valueStart(),
                scanner.valueEnd(),
                scanner.bomLength(),
                scanner.stream(),
                scanner.isComplete());
    }
}
