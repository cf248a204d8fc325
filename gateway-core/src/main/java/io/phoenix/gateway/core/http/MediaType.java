package io.phoenix.gateway.core.http;

import org.jspecify.annotations.Nullable;

/** Reads Content-Type as far as requests are told apart by it (RFC 9110, section 8.3). Stateless. */
public final class MediaType {

    private static final String GRPC = "application/grpc";

    private MediaType() {}

    /**
     * Whether {@code contentType} is that of gRPC: {@code application/grpc}, with a message format behind a plus sign
     * or without. {@code application/grpc-web} is another protocol.
     */
    public static boolean isGrpc(@Nullable String contentType) {
        return matches(contentType, GRPC);
    }

    /** Whether {@code contentType} has the type {@code wanted}, whatever its structured suffix and its parameters. */
    public static boolean matches(@Nullable String contentType, String wanted) {
        int length = wanted.length();
        return contentType != null
                && contentType.regionMatches(true, 0, wanted, 0, length)
                && (contentType.length() == length || "+; \t".indexOf(contentType.charAt(length)) >= 0);
    }
}
