package io.phoenix.gateway.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Undoing each coding: sound bodies in any pieces, unsound ones, and those that are made to burst. */
final class BodyDecodingTest {

    private static final byte[] TEXT =
            "{\"model\":\"granite\",\"messages\":[]} and so on ".repeat(5000).getBytes(StandardCharsets.UTF_8);

    private final List<ByteBuf> given = new ArrayList<>();

    @AfterEach
    void nothingIsKept() {
        assertThat(given).allMatch(buffer -> buffer.refCnt() == 0);
    }

    /** What came of one body. */
    private record Decoded(byte[] bytes, Failure failure, int longestPiece) {}

    private Decoded decode(ContentCoding coding, byte[] coded, int piece) {
        BodyDecoding decoding = new BodyDecoding(coding, ByteBufAllocator.DEFAULT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int longest = 0;
        for (int from = 0; from <= coded.length && decoding.failure() == null; from += piece) {
            add(decoding, coded, from, Math.min(coded.length, from + piece));
            if (from + piece > coded.length) {
                decoding.endInput();
            }
            longest = Math.max(longest, drain(decoding, out));
        }
        Failure failure = decoding.failure();
        assertThat(decoding.isEnded()).isEqualTo(failure == null);
        decoding.release();
        decoding.release();
        return new Decoded(out.toByteArray(), failure, longest);
    }

    private void add(BodyDecoding decoding, byte[] coded, int from, int to) {
        ByteBuf chunk = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(coded, from, to - from);
        given.add(chunk);
        decoding.add(chunk);
    }

    private static int drain(BodyDecoding decoding, ByteArrayOutputStream out) {
        int longest = 0;
        ByteBuf piece;
        while ((piece = decoding.next()) != null) {
            assertThat(piece.isReadable()).isTrue();
            assertThat(piece.readableBytes()).isGreaterThanOrEqualTo(piece.capacity() / 2);
            longest = Math.max(longest, piece.capacity());
            byte[] bytes = new byte[piece.readableBytes()];
            piece.readBytes(bytes);
            out.writeBytes(bytes);
            piece.release();
        }
        assertThat(decoding.isStarved() || decoding.isEnded() || decoding.failure() != null)
                .isTrue();
        return longest;
    }

    @ParameterizedTest
    @EnumSource
    void decodesWhateverThePieces(Coder coder) {
        Random random = new Random(1);
        byte[] noise = new byte[100_000];
        random.nextBytes(noise);
        for (byte[] plain : List.of(new byte[0], new byte[] {'{'}, TEXT, noise, new byte[900_000])) {
            byte[] coded = coder.encode(plain);
            for (int piece : new int[] {1, 2, 7, 1000, 65_536, coded.length + 1}) {
                if (piece <= 7 && coded.length > 1200) {
                    continue;
                }
                Decoded decoded = decode(coder.coding(), coded, piece);
                assertThat(decoded.failure()).isNull();
                assertThat(Arrays.equals(decoded.bytes(), plain)).isTrue();
                assertThat(decoded.longestPiece()).isLessThanOrEqualTo(64 * 1024);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyBodyIsEmptyInAnyCoding(Coder coder) {
        Decoded decoded = decode(coder.coding(), new byte[0], 1);
        assertThat(decoded.failure()).isNull();
        assertThat(decoded.bytes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theEndIsKnownWithTheLastPiece(Coder coder) {
        BodyDecoding decoding = new BodyDecoding(coder.coding(), ByteBufAllocator.DEFAULT);
        byte[] coded = coder.encode(TEXT);
        add(decoding, coded, 0, coded.length);
        decoding.endInput();
        int length = 0;
        while (!decoding.isEnded()) {
            ByteBuf piece = decoding.next();
            assertThat(piece).isNotNull();
            length += piece.readableBytes();
            piece.release();
        }
        assertThat(length).isEqualTo(TEXT.length);
        decoding.release();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatBreaksOffIsRefusedWhereverItDoes(Coder coder) {
        byte[] coded = coder.encode("{\"model\":\"granite\"} and some more text".getBytes(StandardCharsets.UTF_8));
        for (int length = 1; length < coded.length; length++) {
            for (int piece : new int[] {1, coded.length}) {
                Decoded decoded = decode(coder.coding(), Arrays.copyOf(coded, length), piece);
                assertThat(decoded.failure())
                        .as("%d of %d bytes", length, coded.length)
                        .isNotNull();
                assertThat(decoded.failure().kind()).isEqualTo(FailureKind.BAD_CODING);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesBehindTheEndAreRefused(Coder coder) {
        byte[] coded = coder.encode(Arrays.copyOf(TEXT, 2000));
        for (byte[] rest : List.of(new byte[] {0}, new byte[] {'x'}, new byte[20], Arrays.copyOf(TEXT, 3000))) {
            byte[] longer = Arrays.copyOf(coded, coded.length + rest.length);
            System.arraycopy(rest, 0, longer, coded.length, rest.length);
            for (int piece : new int[] {1, 2, coded.length - 1, coded.length, coded.length + 1, longer.length}) {
                Decoded decoded = decode(coder.coding(), longer, piece);
                assertThat(decoded.failure()).as("pieces of %d", piece).isNotNull();
                assertThat(decoded.failure().kind()).isEqualTo(FailureKind.BAD_CODING);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZLIB", "ZSTD"})
    void aFlippedBitIsNoticedWhereTheCodingHasACheckSum(Coder coder) {
        byte[] text = Arrays.copyOf(TEXT, 400);
        byte[] coded = coder.encode(text);
        // A header says, among other things, when the body was made, which is of no interest.
        for (int at = 0; at < coded.length; at++) {
            byte[] damaged = coded.clone();
            damaged[at] ^= 0x10;
            Decoded decoded = decode(coder.coding(), damaged, damaged.length);
            assertThat(decoded.failure() != null || Arrays.equals(decoded.bytes(), text))
                    .as("bit of byte %d", at)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noiseIsRefusedAndNeverBreaksAnything(Coder coder) {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            Decoded decoded = decode(coder.coding(), noise, 1 + random.nextInt(noise.length));
            if (decoded.failure() != null) {
                assertThat(decoded.failure().kind()).isEqualTo(FailureKind.BAD_CODING);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void severalMembersAreOneBody(Coder coder) {
        byte[] one = coder.encode("{\"model\":".getBytes(StandardCharsets.UTF_8));
        byte[] two = coder.encode("\"granite\"}".getBytes(StandardCharsets.UTF_8));
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        for (int piece = 1; piece <= both.length; piece++) {
            Decoded decoded = decode(coder.coding(), both, piece);
            assertThat(decoded.failure()).isNull();
            assertThat(new String(decoded.bytes(), StandardCharsets.UTF_8)).isEqualTo("{\"model\":\"granite\"}");
        }
    }

    @Test
    void everyFieldOfAGzipHeaderIsRead() {
        ByteBuf body = Unpooled.buffer();
        body.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0x02 | 0x04 | 0x08 | 0x10, 1, 2, 3, 4, 0, 3});
        body.writeBytes(new byte[] {3, 0, 'e', 'x', 't'});
        body.writeBytes("name\0comment\0".getBytes(StandardCharsets.UTF_8));
        CRC32 sum = new CRC32();
        sum.update(body.array(), 0, body.writerIndex());
        body.writeShortLE((int) (sum.getValue() & 0xffff));
        byte[] plain = "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8);
        body.writeBytes(Coder.RAW_DEFLATE.encode(plain));
        sum.reset();
        sum.update(plain);
        body.writeIntLE((int) sum.getValue()).writeIntLE(plain.length);
        byte[] coded = new byte[body.readableBytes()];
        body.readBytes(coded);
        for (int piece = 1; piece <= coded.length; piece++) {
            Decoded decoded = decode(ContentCoding.GZIP, coded, piece);
            assertThat(decoded.failure()).isNull();
            assertThat(decoded.bytes()).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x08, 0x18, 0x28, 0x38, 0x48, 0x58, 0x68, 0x78})
    void zlibIsKnownByItsFirstByteWhateverItsWindow(int first) {
        byte[] plain = "short".getBytes(StandardCharsets.UTF_8);
        byte[] coded = Coder.ZLIB.encode(plain);
        coded[0] = (byte) first;
        coded[1] = (byte) (31 - (first << 8) % 31);
        assertThat(decode(ContentCoding.DEFLATE, coded, 1).bytes()).isEqualTo(plain);
    }

    @Test
    void storedBlocksOfRawDeflateAreNotTakenForZlib() {
        Deflater stored = new Deflater(Deflater.NO_COMPRESSION, true);
        stored.setInput(TEXT);
        stored.finish();
        byte[] coded = new byte[TEXT.length + 1000];
        int length = stored.deflate(coded);
        stored.end();
        assertThat(decode(ContentCoding.DEFLATE, Arrays.copyOf(coded, length), 1000)
                        .bytes())
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsMadeToBurstIsRefusedSoonAndPieceByPiece(Coder coder) {
        byte[] bomb = coder.encode(new byte[50 << 20]);
        Decoded decoded = decode(coder.coding(), bomb, bomb.length);
        assertThat(decoded.failure().kind()).isEqualTo(FailureKind.BODY_EXPANDS);
        assertThat(decoded.bytes().length).isBetween((1 << 20) - (128 << 10), Math.max(1 << 20, 100 * bomb.length));
        assertThat(decoded.longestPiece()).isLessThanOrEqualTo(64 * 1024);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsDecodedAheadOfWhatIsTaken(Coder coder) {
        byte[] bomb = coder.encode(new byte[50 << 20]);
        BodyDecoding decoding = new BodyDecoding(coder.coding(), ByteBufAllocator.DEFAULT);
        long before = Memory.direct();
        add(decoding, bomb, 0, bomb.length);
        decoding.endInput();
        for (int i = 0; i < 4; i++) {
            decoding.next().release();
        }
        assertThat(Memory.direct() - before).isLessThan(8 << 20);
        assertThat(decoding.isStarved()).isFalse();
        decoding.release();
        assertThat(decoding.next()).isNull();
    }

    @Test
    void aZstdFrameMayAskForEightMebibytesAndNoMore() throws IOException {
        byte[] noise = new byte[9 << 20];
        new Random(3).nextBytes(noise);
        for (int log : new int[] {23, 24}) {
            ByteArrayOutputStream coded = new ByteArrayOutputStream();
            try (ZstdOutputStream out = new ZstdOutputStream(coded).setLong(log)) {
                out.write(noise);
            }
            Failure failure =
                    decode(ContentCoding.ZSTD, coded.toByteArray(), 65_536).failure();
            assertThat(failure == null).as("window of 2^%d", log).isEqualTo(log == 23);
        }
    }
}
