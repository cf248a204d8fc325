package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/**
 * Finds the JSON documents in an answer, and gives their bytes to an {@link AnswerDocument}. One per answer, on its
 * worker; chunks may be cut anywhere.
 */
interface AnswerFraming {

    /** Reads the next bytes, from {@code from} to {@code to}; the first one stands at {@code offset} in the answer. */
    void read(ByteBuffer bytes, int from, int to, long offset);
}
