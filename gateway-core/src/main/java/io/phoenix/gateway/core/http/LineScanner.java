package io.phoenix.gateway.core.http;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an HTTP/1.1 message, byte by byte, in the one form that no two readers take for different things: every
 * line ends with CR LF and nothing else, and every byte is one that the grammar has at its place (RFC 9112, sections
 * 2.2, 3, 4, 5 and 7.1). Stops at the end of a head, before a chunk's data, at the end of a chunked body, and at a
 * fault. Confined to one worker.
 */
final class LineScanner implements ByteProcessor {

    private enum State {
        START,
        BLANK_LF,
        METHOD,
        TARGET_START,
        TARGET,
        VERSION,
        STATUS,
        REASON,
        START_LINE_LF,
        FIELD_START,
        NAME,
        VALUE,
        FIELD_LF,
        FIELDS_LF,
        SIZE,
        EXTENSION_START,
        EXTENSION,
        SIZE_LF,
        DATA_CR,
        DATA_LF
    }

    /** Where the scanner stopped, or that it has not. */
    enum Stop {
        NONE,
        HEAD_END,
        CHUNK_DATA,
        BODY_END
    }

    private static final String LENGTH = "content-length";

    private static final String VERSION = "HTTP/#.#";

    private static final int SIZE_DIGITS = 16;

    /** Bytes of all chunk extensions of one body, which nobody uses (RFC 9112, section 7.1.1). */
    private static final int EXTENSIONS = 4096;

    private final HeadLimits limits;
    private final boolean requests;
    private State state = State.START;
    private Stop stop = Stop.NONE;
    private @Nullable DecoderException fault;
    private boolean blankSeen;
    private boolean trailers;
    private int length;
    private int size;
    private int count;
    private int index;
    private int extensions;
    private int lengths;
    private boolean isLength;
    private long chunk;

    LineScanner(HeadLimits limits, boolean requests) {
        this.limits = limits;
        this.requests = requests;
    }

    /** A new message begins. */
    void startHead() {
        state = State.START;
        stop = Stop.NONE;
        blankSeen = false;
        trailers = false;
        length = 0;
        startFields();
    }

    /** The first chunk of a body begins. */
    void startChunks() {
        state = State.SIZE;
        stop = Stop.NONE;
        extensions = 0;
        startSize();
    }

    /** The data of a chunk is over. */
    void endData() {
        state = State.DATA_CR;
        stop = Stop.NONE;
    }

    private void startFields() {
        size = 0;
        count = 0;
        lengths = 0;
    }

    private void startSize() {
        index = 0;
        chunk = 0;
    }

    Stop stop() {
        return stop;
    }

    /** What is wrong with the last byte, or null. */
    @Nullable
    DecoderException fault() {
        return fault;
    }

    /** The size of the chunk whose data follows. */
    long chunk() {
        return chunk;
    }

    /** Whether not one byte of the message has been seen. */
    boolean isAtStart() {
        return state == State.START && !blankSeen;
    }

    @Override
    public boolean process(byte value) {
        int b = value & 0xff;
        State next = switch (state) {
            case START -> start(b);
            case BLANK_LF -> b == '\n' ? State.START : null;
            case METHOD -> b == ' ' ? State.TARGET_START : token(b);
            case TARGET_START -> isVisible(b) ? State.TARGET : null;
            case TARGET -> b == ' ' ? startVersion() : isVisible(b) ? state : null;
            case VERSION -> version(b);
            case STATUS -> status(b);
            case REASON -> text(b, State.START_LINE_LF);
            case START_LINE_LF, FIELD_LF -> b == '\n' ? State.FIELD_START : null;
            case FIELD_START -> b == '\r' ? State.FIELDS_LF : startField(b);
            case NAME -> name(b);
            case VALUE -> isLength && !isOfLength(b) ? null : text(b, State.FIELD_LF);
            case FIELDS_LF -> b == '\n' ? endFields() : null;
            case SIZE -> size(b);
            case EXTENSION_START -> b == ' ' || b == '\t' ? state : AsciiChars.isToken(b) ? State.EXTENSION : null;
            case EXTENSION -> text(b, State.SIZE_LF);
            case SIZE_LF -> b == '\n' ? endSize() : null;
            case DATA_CR -> b == '\r' ? State.DATA_LF : null;
            case DATA_LF -> b == '\n' ? nextSize() : null;
        };
        if (next == null) {
            fault = new DecoderException("byte " + b + " has no place in " + state);
            return false;
        }
        countIn(state);
        state = next;
        return fault == null && stop == Stop.NONE;
    }

    private void countIn(State place) {
        switch (place) {
            case METHOD, TARGET_START, TARGET, VERSION, STATUS, REASON -> {
                if (++length >= limits.line()) {
                    fault = new TooLongHttpLineException("longer than " + limits.line());
                }
            }
            case FIELD_START, NAME, VALUE, FIELD_LF -> {
                if (++size > limits.size() || count > limits.count()) {
                    fault = new TooLongHttpHeaderException("more than " + limits.size() + " or " + limits.count());
                }
            }
            case EXTENSION_START, EXTENSION -> {
                if (++extensions > EXTENSIONS) {
                    fault = new DecoderException("chunk extensions are longer than " + EXTENSIONS);
                }
            }
            default -> {}
        }
    }

    private @Nullable State token(int b) {
        return AsciiChars.isToken(b) ? state : null;
    }

    /** Text of any kind up to its CR. */
    private @Nullable State text(int b, State end) {
        if (b == '\r') {
            return end;
        }
        return b == '\t' || (b >= ' ' && b != 0x7f) ? state : null;
    }

    private static boolean isVisible(int b) {
        return b > ' ' && b < 0x7f;
    }

    /** One empty line before a request is forgiven (RFC 9112, section 2.2). */
    private @Nullable State start(int b) {
        if (!requests) {
            index = 1;
            return b == VERSION.charAt(0) ? State.VERSION : null;
        }
        if (b == '\r' && !blankSeen) {
            blankSeen = true;
            return State.BLANK_LF;
        }
        return AsciiChars.isToken(b) ? State.METHOD : null;
    }

    private State startVersion() {
        index = 0;
        return State.VERSION;
    }

    private @Nullable State version(int b) {
        if (index == VERSION.length()) {
            index = 0;
            return b == (requests ? '\r' : ' ') ? requests ? State.START_LINE_LF : State.STATUS : null;
        }
        char expected = VERSION.charAt(index++);
        return expected == b || (expected == '#' && isDigit(b)) ? state : null;
    }

    private @Nullable State status(int b) {
        if (index < 3) {
            index++;
            return isDigit(b) ? state : null;
        }
        return b == ' ' ? State.REASON : b == '\r' ? State.START_LINE_LF : null;
    }

    private static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    private @Nullable State startField(int b) {
        count++;
        index = 0;
        return name(b);
    }

    /** Of lengths there must be one, since the codec takes the first of several in HTTP/1.0. */
    private @Nullable State name(int b) {
        if (b == ':') {
            isLength = index == LENGTH.length();
            lengths += isLength ? 1 : 0;
            return index == 0 || lengths > 1 ? null : State.VALUE;
        }
        // The index is where LENGTH goes on, or beyond it for any other name.
        boolean goesOn = index < LENGTH.length() && (b | 0x20) == LENGTH.charAt(index);
        index = goesOn ? index + 1 : LENGTH.length() + 1;
        return AsciiChars.isToken(b) ? State.NAME : null;
    }

    private static boolean isOfLength(int b) {
        return isDigit(b) || b == ' ' || b == '\t' || b == '\r';
    }

    private State endFields() {
        stop = trailers ? Stop.BODY_END : Stop.HEAD_END;
        return State.START;
    }

    private @Nullable State size(int b) {
        int digit = b < 0x80 ? Character.digit(b, 16) : -1;
        if (digit >= 0) {
            chunk = chunk * 16 + digit;
            return ++index <= SIZE_DIGITS && chunk <= Integer.MAX_VALUE ? state : null;
        }
        if (index == 0) {
            return null;
        }
        return b == ';' ? State.EXTENSION_START : b == '\r' ? State.SIZE_LF : null;
    }

    private State endSize() {
        if (chunk > 0) {
            stop = Stop.CHUNK_DATA;
            return State.DATA_CR;
        }
        trailers = true;
        startFields();
        return State.FIELD_START;
    }

    private State nextSize() {
        startSize();
        return State.SIZE;
    }
}
