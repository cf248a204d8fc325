package io.phoenix.gateway.core.http;

/** The form of error messages, which clients of one API parse and clients of another do not. */
public enum ErrorShape {
    /** {@code {"error":{"message","type","param","code"}}}. */
    OPENAI,
    /** {@code {"error":"message"}}. */
    OLLAMA,
    /** No body; {@code grpc-status} and {@code grpc-message} beside a status that is always 200. */
    GRPC
}
