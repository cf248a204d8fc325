package io.phoenix.gateway.server.control;

import io.netty.handler.codec.http.HttpHeaders;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;

/** Takes in the status of the answer to one question, and nothing after it. Confined to the client's thread. */
final class StatusAnswer implements AsyncHandler<Integer> {

    private int status;

    @Override
    public State onStatusReceived(HttpResponseStatus line) {
        status = line.getStatusCode();
        return State.ABORT;
    }

    @Override
    public State onHeadersReceived(HttpHeaders headers) {
        return State.ABORT;
    }

    @Override
    public State onBodyPartReceived(HttpResponseBodyPart part) {
        return State.ABORT;
    }

    @Override
    public void onThrowable(Throwable failure) {
        // The future tells of it.
    }

    @Override
    public Integer onCompleted() {
        return status;
    }
}
