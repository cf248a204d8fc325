package io.phoenix.gateway.core.exchange;

/**
 * Puts {@code replacement} in the place of the bytes from {@code offset}, inclusive, to {@code end}, exclusive, of a
 * request's body. The array is not copied and must not change.
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to a buffer, never compared
public record BodyEdit(long offset, long end, byte[] replacement) {

    /** By how much the body grows; negative when it shrinks. */
    long growth() {
        return replacement.length - (end - offset);
    }
}
