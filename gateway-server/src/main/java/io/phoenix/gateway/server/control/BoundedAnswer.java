package io.phoenix.gateway.server.control;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the answer to one question, up to a bound, and only if it is a good one. Confined to the client's thread.
 */
final class BoundedAnswer implements AsyncHandler<byte[]> {

    private final int most;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    private @Nullable String problem;

    /** An answer of at most so many bytes. */
    BoundedAnswer(int most) {
        this.most = most;
    }

    @Override
    public State onStatusReceived(HttpResponseStatus status) {
        return status.getStatusCode() == 200
                ? State.CONTINUE
                : refuse("it answered with status " + status.getStatusCode());
    }

    @Override
    public State onHeadersReceived(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.CONTENT_ENCODING)
                ? refuse("its answer is encoded, which it was not asked for")
                : State.CONTINUE;
    }

    @Override
    public State onBodyPartReceived(HttpResponseBodyPart part) {
        if (part.length() > most - body.size()) {
            return refuse("its answer is longer than " + most + " bytes");
        }
        try {
            body.write(part.getBodyPartBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return State.CONTINUE;
    }

    private State refuse(String reason) {
        problem = reason;
        return State.ABORT;
    }

    @Override
    public void onThrowable(Throwable failure) {
        // The future tells of it.
    }

    @Override
    public byte[] onCompleted() throws UnfitAnswerException {
        if (problem != null) {
            throw new UnfitAnswerException(problem);
        }
        return body.toByteArray();
    }
}
