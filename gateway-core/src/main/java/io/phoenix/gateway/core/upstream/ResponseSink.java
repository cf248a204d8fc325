package io.phoenix.gateway.core.upstream;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Receives what an upstream connection reads while it serves one attempt. All calls come on the connection's worker.
 */
public interface ResponseSink {

    /** An interim answer that is neither 100 nor 101; it has no body. */
    void onInterim(HttpResponse interim);

    /** The head of the final answer, or of a 101. */
    void onHead(HttpResponse head);

    /** A piece of the answer's body; the receiver owns it. A {@code LastHttpContent} ends the answer. */
    void onContent(HttpContent content);

    /** The answer cannot be understood; the connection is of no more use. */
    void onMalformed(Throwable cause);

    /** All that one read brought was passed on: a good moment to flush. */
    void onReadComplete();

    /** The connection's write buffer was full and has room again. */
    void onWritable();

    /** The connection is gone before the answer ended. */
    void onClosed(@Nullable Throwable cause);
}
