package io.phoenix.gateway.routing.model;

/** The class of characters that needs no quoting or encoding anywhere. Stateless. */
final class AsciiByte {
    private AsciiByte() {}

    static boolean isLetterOrDigit(int b) {
        return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }
}
