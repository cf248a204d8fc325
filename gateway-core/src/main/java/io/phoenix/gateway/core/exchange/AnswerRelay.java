package io.phoenix.gateway.core.exchange;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.net.ReadGate;

/**
 * Passes the answer that an attempt gets on to the client, at the client's pace, or lets a switch of protocols become a
 * tunnel. Confined to the exchange's worker.
 */
final class AnswerRelay {

    private final Exchange exchange;
    private final RequestHead head;
    private final ClientSide client;
    private final RequestIntake intake;
    private final Answer answer;

    AnswerRelay(Exchange exchange, RequestHead head, ClientSide client, RequestIntake intake, Answer answer) {
        this.exchange = exchange;
        this.head = head;
        this.client = client;
        this.intake = intake;
        this.answer = answer;
    }

    /** Passes an interim answer on at once; it neither begins the answer nor counts as progress. */
    void onInterim(HttpResponse interim) {
        if (exchange.isRelaying() && !answer.isBegun() && client.isWritable()) {
            answer.interim(interim);
            client.flush();
        }
    }

    /** The head of the final answer to {@code request}, or of a 101. */
    void onHead(Attempt attempt, UpstreamRequest request, HttpResponse response) {
        request.publish(response, attempt.endpoint());
        if (response.status().code() == 101) {
            switchProtocols(attempt, request, response);
            return;
        }
        if (head.upgrade() != null) {
            client.gate().open(ReadGate.Reason.NOT_READY);
        }
        answer.begin(response, request.answers(), !intake.isRestShort());
        exchange.onAnswerBegun();
    }

    private void switchProtocols(Attempt attempt, UpstreamRequest request, HttpResponse response) {
        if (head.upgrade() == null || !intake.isEnded()) {
            fail(attempt.endpoint() + " switched protocols without being asked to");
        } else if (!request.isSwitchedBy(response)) {
            fail(attempt.endpoint() + " switched protocols without the proof that it read the request's key");
        } else {
            exchange.onSwitch(response);
        }
    }

    private void fail(String reason) {
        exchange.fail(Failure.of(FailureKind.BAD_RESPONSE, reason));
    }

    /** Takes ownership of a piece of the answer's body. */
    void onContent(Attempt attempt, HttpContent content) {
        if (!exchange.isRelaying()) {
            content.release();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        answer.pass(content);
        if (last) {
            exchange.onAnswered();
        } else {
            exchange.onProgress();
            if (!client.isWritable()) {
                flush(attempt);
            }
        }
    }

    /** One read of the upstream was passed on. */
    void onReadComplete(Attempt attempt) {
        if (exchange.isRelaying() && answer.isBegun()) {
            flush(attempt);
        }
    }

    /** Only what the system does not take makes the upstream wait. */
    private void flush(Attempt attempt) {
        client.flush();
        if (exchange.isRelaying() && !client.isWritable()) {
            attempt.gate().close(ReadGate.Reason.SINK_FULL);
        }
    }
}
