package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Feeds one answer to one editor, cut in some way, and checks what must hold for every way. Written without AssertJ: it
 * runs millions of times in a fuzzer.
 */
record AnswerRun(AnswerFormat format, String served, String asked) {
    /** Without the leak detector, which would take most of the time: every chunk's count is looked at. */
    private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false, true);

    /** What the oracle says becomes of {@code answer}, whole, byte by byte, cut in two everywhere and at random. */
    byte[] everyCutAgrees(byte[] answer, RandomGenerator random) {
        byte[] expected = byteByByteAgrees(answer);
        int step = 1 + answer.length / 512;
        for (int cut = 0; cut < answer.length; cut += step) {
            same(answer, expected, cut(answer, cut));
        }
        for (int i = 0; i < 8; i++) {
            randomCutAgrees(answer, expected, random);
        }
        return expected;
    }

    byte[] byteByByteAgrees(byte[] answer) {
        byte[] expected = agrees(answer);
        int[] everywhere = new int[answer.length];
        Arrays.setAll(everywhere, i -> i);
        same(answer, expected, cut(answer, everywhere));
        return expected;
    }

    byte[] agrees(byte[] answer) {
        byte[] expected = AnswerOracle.rename(format, answer, served, asked);
        same(answer, expected, cut(answer));
        return expected;
    }

    void randomCutAgrees(byte[] answer, byte[] expected, RandomGenerator random) {
        int[] cuts = random.ints(random.nextInt(1 + Math.min(answer.length, 40)), 0, answer.length + 1)
                .sorted()
                .toArray();
        same(answer, expected, cut(answer, cuts));
    }

    /** The edited answer, having come in chunks that end at {@code cuts}. */
    byte[] cut(byte[] answer, int... cuts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RenamedAnswer body = new RenamedAnswer(format, served, JsonQuoted.bytes(asked));
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : answer.length;
            ByteBuf chunk = chunk(answer, from, to, i);
            drain(body.edit(chunk), out);
            check(chunk.refCnt() == 0, answer, "a chunk is still held");
            from = to;
        }
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        drain(body.end(), rest);
        check(rest.size() <= 6 * served.length() + 1, answer, "too much was kept back: " + rest.size());
        out.writeBytes(rest.toByteArray());
        drain(body.end(), out);
        body.release();
        body.release();
        return out.toByteArray();
    }

    /** Of heap and of direct memory, of one buffer or of two, and not at index 0. */
    private static ByteBuf chunk(byte[] answer, int from, int to, int number) {
        int length = to - from;
        if (number % 4 == 3) {
            CompositeByteBuf two = ALLOCATOR.compositeBuffer();
            two.addComponent(true, chunk(answer, from, from + length / 2, 0));
            return two.addComponent(true, chunk(answer, from + length / 2, to, 0));
        }
        ByteBuf buffer = number % 64 == 1 ? ALLOCATOR.directBuffer(length + 3) : ALLOCATOR.heapBuffer(length + 3);
        return buffer.writeZero(3).writeBytes(answer, from, length).skipBytes(3);
    }

    private static void drain(ByteBuf edited, ByteArrayOutputStream out) {
        out.writeBytes(ByteBufUtil.getBytes(edited));
        edited.release();
    }

    private void same(byte[] answer, byte[] expected, byte[] actual) {
        check(Arrays.equals(expected, actual), answer, "\n expected " + show(expected) + "\n but was  " + show(actual));
    }

    private void check(boolean holds, byte[] answer, String otherwise) {
        if (!holds) {
            throw new AssertionError(List.of(format, served, asked) + " " + show(answer) + "\n hex "
                    + HexFormat.of().formatHex(answer) + "\n " + otherwise);
        }
    }

    private static String show(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
