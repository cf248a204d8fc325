package io.phoenix.gateway.routing.model;

/** Names a byte in a message so that a person can find it: a printable character as itself, any other by number. */
final class FoundByte {
    private FoundByte() {}

    static String describe(int b) {
        return b > 0x20 && b < 0x7F ? "'" + (char) b + "'" : "byte 0x%02X".formatted(b & 0xFF);
    }
}
