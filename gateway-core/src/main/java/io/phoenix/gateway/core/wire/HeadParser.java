package io.phoenix.gateway.core.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.phoenix.gateway.core.http.HeadLimits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads and trailers in the one form that no two readers take for different things: every line ends with CR LF
 * and nothing else, and every byte is one that the grammar has at its place (RFC 9112, sections 2.2, 3, 4 and 5). Looks
 * at each byte once, however they arrive, and keeps them in one array, which the fields are then parts of. Confined to
 * one worker.
 */
final class HeadParser {

    private enum State {
        START,
        BLANK_LF,
        METHOD,
        TARGET,
        VERSION,
        STATUS,
        REASON,
        START_LINE_LF,
        FIELD_START,
        NAME,
        VALUE_START,
        VALUE,
        FIELD_LF,
        FIELDS_LF,
        COMPLETE
    }

    private static final byte[] NO_BYTES = {};
    private static final int[] NO_PLACES = {};

    private static final String LENGTH = "content-length";

    /** As many as a long holds whatever they are. */
    private static final int LENGTH_DIGITS = 18;

    private final HeadLimits limits;
    private final boolean requests;
    private State state = State.START;
    private @Nullable DecoderException fault;

    private byte[] bytes = NO_BYTES;
    private int size;
    private int at;
    private boolean borrowed;

    /** No byte of the part that is being read may stand here. */
    private int cap = Integer.MAX_VALUE;

    private boolean blankSeen;
    private final StartLine line = new StartLine();

    private int[] places = NO_PLACES;
    private int count;
    private long bodyLength = -1;

    /** One for a connection on which {@code requests}, or else answers, come. */
    HeadParser(HeadLimits limits, boolean requests) {
        this.limits = limits;
        this.requests = requests;
    }

    /** A new message begins. */
    void startHead() {
        startFields();
        state = State.START;
        cap = Integer.MAX_VALUE;
        blankSeen = false;
    }

    /** The fields behind a chunked body begin. */
    void startTrailers() {
        startFields();
        beginFields(0);
    }

    private void startFields() {
        bytes = NO_BYTES;
        size = 0;
        at = 0;
        places = NO_PLACES;
        count = 0;
        bodyLength = -1;
    }

    private void beginFields(int from) {
        state = State.FIELD_START;
        cap = from + limits.size();
    }

    /** Whether not one byte of the message has been seen. */
    boolean isAtStart() {
        return at == 0;
    }

    /**
     * Looks at what is new in {@code in}, whose indices stay; returns whether all is there. If so, {@link #length}
     * bytes of it have been used.
     *
     * @throws DecoderException if no more may be read
     */
    boolean look(ByteBuf in) {
        while (state != State.COMPLETE && size < in.readableBytes()) {
            int more = Math.min(HeadScratch.BYTES, in.readableBytes() - size);
            if (size == 0) {
                borrow();
            } else if (size + more > bytes.length) {
                own(Math.max(size + more, 2 * size));
            }
            in.getBytes(in.readerIndex() + size, bytes, size, more);
            size += more;
            at = scan(at);
            if (fault != null) {
                throw fault;
            }
        }
        if (borrowed) {
            own(state == State.COMPLETE ? at : size);
        }
        return state == State.COMPLETE;
    }

    /** Most heads come at once and are short, so that their sizes are known before arrays are made for them. */
    private void borrow() {
        HeadScratch scratch = HeadScratch.ofThread();
        bytes = scratch.bytes;
        places = scratch.places;
        borrowed = true;
    }

    private void own(int length) {
        bytes = Arrays.copyOf(bytes, length);
        if (borrowed) {
            places = Arrays.copyOf(places, (count + 1) * ReceivedLines.PLACES);
            borrowed = false;
        }
    }

    /** Bytes of the complete head. */
    int length() {
        return at;
    }

    /** Goes on at {@code from}; returns how far it came. */
    private int scan(int from) {
        int p = from;
        while (p < size && state != State.COMPLETE) {
            if (p >= cap) {
                fault = tooLong();
                return p;
            }
            int end = Math.min(size, cap);
            State place = state;
            int next = switch (place) {
                case START -> start(p);
                case BLANK_LF -> lineFeed(p, State.START);
                case METHOD -> method(p, end);
                case TARGET -> target(p, end);
                case VERSION -> version(p);
                case STATUS -> status(p);
                case REASON -> reason(p, end);
                case START_LINE_LF -> startLineEnd(p);
                case FIELD_START -> fieldStart(p);
                case NAME -> name(p, end);
                case VALUE_START -> valueStart(p, end);
                case VALUE -> value(p, end);
                case FIELD_LF -> lineFeed(p, State.FIELD_START);
                case FIELDS_LF -> lineFeed(p, State.COMPLETE);
                case COMPLETE -> p;
            };
            if (next < 0) {
                fault = new DecoderException("byte " + (bytes[p] & 0xff) + " has no place in " + place);
            }
            if (fault != null) {
                return p;
            }
            p = next;
        }
        return p;
    }

    private DecoderException tooLong() {
        return state.compareTo(State.FIELD_START) < 0
                ? new TooLongHttpLineException("longer than " + limits.line())
                : new TooLongHttpHeaderException("more than " + limits.size() + " bytes");
    }

    private int lineFeed(int p, State next) {
        state = bytes[p] == '\n' ? next : state;
        return bytes[p] == '\n' ? p + 1 : -1;
    }

    /** One empty line before a request is forgiven (RFC 9112, section 2.2). */
    private int start(int p) {
        if (requests && bytes[p] == '\r' && !blankSeen) {
            blankSeen = true;
            state = State.BLANK_LF;
            return p + 1;
        }
        line.start = p;
        cap = p + limits.line();
        line.version = p;
        state = requests ? State.METHOD : State.VERSION;
        return p;
    }

    private int method(int p, int end) {
        int stop = Octets.skip(bytes, p, end, Octets.TOKEN);
        if (stop == end) {
            return stop;
        }
        line.methodEnd = stop;
        state = State.TARGET;
        return bytes[stop] == ' ' && stop > line.start ? stop + 1 : -1;
    }

    private int target(int p, int end) {
        int stop = Octets.skip(bytes, p, end, Octets.VISIBLE);
        if (stop == end) {
            return stop;
        }
        line.targetEnd = stop;
        line.version = stop + 1;
        state = State.VERSION;
        return bytes[stop] == ' ' && stop > line.methodEnd + 1 ? stop + 1 : -1;
    }

    private int version(int p) {
        int index = p - line.version;
        byte b = bytes[p];
        if (index < StartLine.VERSION.length()) {
            char expected = StartLine.VERSION.charAt(index);
            return expected == b || (expected == '#' && Octets.is(b, Octets.DIGIT)) ? p + 1 : -1;
        }
        state = requests ? State.START_LINE_LF : State.STATUS;
        cap = requests ? Integer.MAX_VALUE : cap;
        return b == (requests ? '\r' : ' ') ? p + 1 : -1;
    }

    /** Three digits, and after a blank the reason, which may be missing together with it. */
    private int status(int p) {
        int index = p - line.statusStart();
        byte b = bytes[p];
        if (index < 3) {
            return Octets.is(b, Octets.DIGIT) ? p + 1 : -1;
        }
        if (b == ' ') {
            state = State.REASON;
            return p + 1;
        }
        return b == '\r' ? reason(p, p + 1) : -1;
    }

    private int reason(int p, int end) {
        int stop = Octets.skip(bytes, p, end, Octets.TEXT);
        if (stop == end) {
            return stop;
        }
        line.reasonEnd = stop;
        state = State.START_LINE_LF;
        cap = Integer.MAX_VALUE;
        return bytes[stop] == '\r' ? stop + 1 : -1;
    }

    private int startLineEnd(int p) {
        if (bytes[p] != '\n') {
            return -1;
        }
        beginFields(p + 1);
        return p + 1;
    }

    private int fieldStart(int p) {
        int first = count * ReceivedLines.PLACES;
        if (places.length < first + ReceivedLines.PLACES) {
            places = Arrays.copyOf(places, 2 * first);
        }
        // Also where the last line ends.
        places[first] = p;
        if (bytes[p] == '\r') {
            state = State.FIELDS_LF;
            cap = Integer.MAX_VALUE;
            return p + 1;
        }
        if (count == limits.count()) {
            fault = new TooLongHttpHeaderException("more than " + limits.count() + " fields");
        }
        state = State.NAME;
        return p;
    }

    private int name(int p, int end) {
        int stop = Octets.skip(bytes, p, end, Octets.TOKEN);
        if (stop == end) {
            return stop;
        }
        int first = count * ReceivedLines.PLACES;
        places[first + ReceivedLines.COLON] = stop;
        state = State.VALUE_START;
        return bytes[stop] == ':' && stop > places[first] ? stop + 1 : -1;
    }

    private int valueStart(int p, int end) {
        int start = p;
        while (start < end && Octets.isBlank(bytes[start])) {
            start++;
        }
        if (start < end) {
            places[count * ReceivedLines.PLACES + ReceivedLines.VALUE] = start;
            state = State.VALUE;
        }
        return start;
    }

    private int value(int p, int end) {
        int stop = Octets.skip(bytes, p, end, Octets.TEXT);
        if (stop == end) {
            return stop;
        }
        int first = count * ReceivedLines.PLACES;
        int valueEnd = stop;
        while (valueEnd > places[first + ReceivedLines.VALUE] && Octets.isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        places[first + ReceivedLines.VALUE_END] = valueEnd;
        state = State.FIELD_LF;
        return bytes[stop] == '\r' && isLengthSound(first) ? endField(stop + 1) : -1;
    }

    private int endField(int next) {
        count++;
        return next;
    }

    /** Of lengths there must be one, and it is a number: any other is read in more than one way. */
    private boolean isLengthSound(int first) {
        if (!isLength(places[first], places[first + ReceivedLines.COLON])) {
            return true;
        }
        int start = places[first + ReceivedLines.VALUE];
        int end = places[first + ReceivedLines.VALUE_END];
        if (bodyLength >= 0 || start == end || end - start > LENGTH_DIGITS) {
            return false;
        }
        bodyLength = 0;
        for (int i = start; i < end; i++) {
            if (!Octets.is(bytes[i], Octets.DIGIT)) {
                return false;
            }
            bodyLength = bodyLength * 10 + bytes[i] - '0';
        }
        return true;
    }

    private boolean isLength(int start, int colon) {
        if (colon - start != LENGTH.length()) {
            return false;
        }
        for (int i = 0; i < LENGTH.length(); i++) {
            if (Octets.lower(bytes[start + i]) != LENGTH.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    // ---- what a complete head says ----

    /** The stated length of the body in bytes, or -1. */
    long bodyLength() {
        return bodyLength;
    }

    HttpMethod method() {
        return line.method(bytes);
    }

    String target() {
        return line.target(bytes);
    }

    HttpVersion version() {
        return line.version(bytes);
    }

    HttpResponseStatus status() {
        return line.status(bytes);
    }

    /** The fields, which own the array from now on. */
    WireHeaders fields() {
        return new WireHeaders(new ReceivedLines(bytes, places, count));
    }
}
