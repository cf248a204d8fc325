package io.phoenix.gateway.core.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * Puts a head together in an array, from which it goes into a buffer at once: that is several times as fast as putting
 * each part into the buffer. One for each worker; what is written is taken before anything else is begun.
 */
final class HeadWriter {

    /** Heads that need more get an array of their own. */
    private static final int USUAL = 8 * 1024;

    private static final FastThreadLocal<HeadWriter> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected HeadWriter initialValue() {
            return new HeadWriter();
        }
    };

    private byte[] bytes = new byte[USUAL];
    private int size;

    private HeadWriter() {}

    /** That of this thread, with nothing in it. */
    static HeadWriter begin() {
        HeadWriter writer = OF_THREAD.get();
        writer.size = 0;
        return writer;
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }

    void bytes(byte[] source, int from, int end) {
        reserve(end - from);
        System.arraycopy(source, from, bytes, size, end - from);
        size += end - from;
    }

    /** Copies what can be read of {@code source}, whose indices stay. */
    void bytes(ByteBuf source) {
        int more = source.readableBytes();
        reserve(more);
        source.getBytes(source.readerIndex(), bytes, size, more);
        size += more;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void octet(char octet) {
        reserve(1);
        bytes[size++] = (byte) octet;
    }

    /** A byte a character; one beyond a byte becomes a question mark. */
    void text(CharSequence text) {
        if (text instanceof AsciiString ascii) {
            bytes(ascii.array(), ascii.arrayOffset(), ascii.arrayOffset() + ascii.length());
            return;
        }
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = AsciiString.c2b(text.charAt(i));
        }
    }

    void endLine() {
        reserve(2);
        bytes[size++] = '\r';
        bytes[size++] = '\n';
    }

    void field(CharSequence name, CharSequence value) {
        text(name);
        octet(':');
        octet(' ');
        text(value);
        endLine();
    }

    /** All of {@code headers}, without the empty line behind them. */
    void fields(HttpHeaders headers) {
        if (headers instanceof WireHeaders received) {
            received.writeTo(this);
            return;
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            field(field.getKey(), field.getValue());
        }
    }

    /** A buffer with all that was written, for the caller to release. */
    ByteBuf take(ByteBufAllocator allocator) {
        ByteBuf out = allocator.ioBuffer(size);
        out.writeBytes(bytes, 0, size);
        size = 0;
        if (bytes.length > USUAL) {
            bytes = new byte[USUAL];
        }
        return out;
    }
}
