package io.phoenix.gateway.core.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Says in gRPC what an HTTP status says (gRPC's http-grpc-status-mapping.md). Stateless. */
final class GrpcStatus {

    private static final int UNKNOWN = 2;
    private static final int PERMISSION_DENIED = 7;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;

    private GrpcStatus() {}

    /** The header fields of an answer that is an error and nothing else. */
    static Map<String, String> fields(int httpStatus, String message) {
        Map<String, String> fields = new HashMap<>(trailers(httpStatus, message));
        fields.put("content-type", "application/grpc");
        return fields;
    }

    /** The fields that end an answer that has begun. */
    static Map<String, String> trailers(int httpStatus, String message) {
        return Map.of("grpc-status", Integer.toString(of(httpStatus)), "grpc-message", encoded(message));
    }

    private static int of(int httpStatus) {
        return switch (httpStatus) {
            case 400 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> UNIMPLEMENTED;
            case 429, 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }

    /** Percent-encoded as gRPC's protocol wants it: everything but visible ASCII and blanks. */
    private static String encoded(String message) {
        StringBuilder text = new StringBuilder(message.length());
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                text.append((char) b);
            } else {
                text.append('%');
                text.append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)));
                text.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return text.toString();
    }
}
