package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Feeds one answer to one editor, cut in some way, and checks what must hold for every way. Written without AssertJ: it
 * runs millions of times in a fuzzer.
 */
record AnswerRun(AnswerFormat format, String served, String asked) {

    /** What the oracle says becomes of {@code answer}, whole, byte by byte, cut in two everywhere and at random. */
    byte[] everyCutAgrees(byte[] answer, RandomGenerator random) {
        byte[] expected = agrees(answer);
        int[] everywhere = new int[answer.length];
        Arrays.setAll(everywhere, i -> i);
        same(answer, expected, cut(answer, everywhere));
        int step = 1 + answer.length / 512;
        for (int cut = 0; cut < answer.length; cut += step) {
            same(answer, expected, cut(answer, cut));
        }
        for (int i = 0; i < 8; i++) {
            randomCutAgrees(answer, expected, random);
        }
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
            check(from == to || chunk.refCnt() == 0, answer, "a chunk is still held");
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

    /** Of heap and direct memory, of one buffer or two, and not at index 0. */
    private static ByteBuf chunk(byte[] answer, int from, int to, int kind) {
        int length = to - from;
        if (kind % 3 == 2) {
            ByteBuf first = Unpooled.wrappedBuffer(answer, from, length / 2);
            return Unpooled.wrappedBuffer(
                    first, Unpooled.wrappedBuffer(answer, from + length / 2, length - length / 2));
        }
        ByteBuf buffer =
                kind % 3 == 0 ? PooledByteBufAllocator.DEFAULT.directBuffer(length + 3) : Unpooled.buffer(length + 3);
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
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
