package io.phoenix.gateway.core.wire;

import io.netty.handler.codec.DecoderException;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * The lines between the pieces of a chunked body, byte by byte, in the one form that no two readers take for different
 * things (RFC 9112, section 7.1). Stops before a chunk's data, before the trailers, and at a fault. Confined to one
 * worker.
 */
final class ChunkScanner implements ByteProcessor {

    private enum State {
        SIZE,
        EXTENSION_START,
        EXTENSION,
        SIZE_LF,
        DATA_CR,
        DATA_LF
    }

    private static final int SIZE_DIGITS = 16;

    /** Bytes of all chunk extensions of one body, which nobody uses (RFC 9112, section 7.1.1). */
    private static final int EXTENSIONS = 4096;

    private State state = State.SIZE;
    private boolean stopped;
    private @Nullable DecoderException fault;
    private int digits;
    private int extensions;
    private long size;

    /** The first chunk of a body begins. */
    void startChunks() {
        state = State.SIZE;
        extensions = 0;
        startSize();
    }

    private void startSize() {
        digits = 0;
        size = 0;
        stopped = false;
    }

    /** The data of a chunk is over. */
    void endData() {
        state = State.DATA_CR;
        startSize();
    }

    /** Whether a size has been read to the end of its line. */
    boolean isStopped() {
        return stopped;
    }

    /** Bytes of data that follow; none before the trailers. */
    long size() {
        return size;
    }

    /** What is wrong with the last byte, or null. */
    @Nullable
    DecoderException fault() {
        return fault;
    }

    @Override
    public boolean process(byte value) {
        int b = value & 0xff;
        State next = switch (state) {
            case SIZE -> size(b);
            case EXTENSION_START ->
                Octets.isBlank(value) ? state : Octets.is(value, Octets.TOKEN) ? State.EXTENSION : null;
            case EXTENSION -> b == '\r' ? State.SIZE_LF : Octets.is(value, Octets.TEXT) ? state : null;
            case SIZE_LF -> b == '\n' ? endSize() : null;
            case DATA_CR -> b == '\r' ? State.DATA_LF : null;
            case DATA_LF -> b == '\n' ? State.SIZE : null;
        };
        if (next == null) {
            fault = new DecoderException("byte " + b + " has no place in " + state);
            return false;
        }
        boolean extended = state == State.EXTENSION_START || state == State.EXTENSION;
        if (extended && ++extensions > EXTENSIONS) {
            fault = new DecoderException("chunk extensions are longer than " + EXTENSIONS);
        }
        state = next;
        return fault == null && !stopped;
    }

    private @Nullable State size(int b) {
        int digit = b < 0x80 ? Character.digit(b, 16) : -1;
        if (digit >= 0) {
            size = size * 16 + digit;
            return ++digits <= SIZE_DIGITS && size <= Integer.MAX_VALUE ? state : null;
        }
        if (digits == 0) {
            return null;
        }
        return b == ';' ? State.EXTENSION_START : b == '\r' ? State.SIZE_LF : null;
    }

    private State endSize() {
        stopped = true;
        return State.DATA_CR;
    }
}
