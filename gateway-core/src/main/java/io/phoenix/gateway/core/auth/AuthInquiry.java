package io.phoenix.gateway.core.auth;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.phoenix.gateway.core.exchange.Deadlines;
import io.phoenix.gateway.core.exchange.Guard;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.failure.Retry;
import io.phoenix.gateway.core.upstream.ConnectionPool;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.ResponseSink;
import io.phoenix.gateway.core.upstream.UpstreamConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question to an authentication service, from its connection to the end of its answer. It is put once more if a
 * pooled connection proves stale, and to the next endpoint if one cannot be reached. Confined to its worker.
 */
final class AuthInquiry implements Guard.Inquiry, ConnectionPool.Taker, ResponseSink {

    private final ForwardAuth service;
    private final HttpRequest question;
    private final ConnectionPool pool;
    private final Deadlines deadline;
    private final Consumer<Guard.Verdict> asker;
    private final List<Endpoint> tried = new ArrayList<>(1);
    private @Nullable UpstreamConnection connection;
    private @Nullable AuthAnswer answer;
    private boolean attempting;
    private boolean provedStale;
    private boolean over;

    AuthInquiry(
            ForwardAuth service,
            HttpRequest question,
            ConnectionPool pool,
            EventLoop worker,
            Consumer<Guard.Verdict> asker) {
        this.service = service;
        this.question = question;
        this.pool = pool;
        this.deadline = new Deadlines(worker);
        this.asker = asker;
    }

    /** Begins; the asker may have its verdict before this returns. */
    void start() {
        deadline.set(
                service.timeout().toNanos(),
                () -> fail("gave no answer within " + service.timeout().toMillis() + " ms", null));
        Endpoint first = service.upstream().select(tried);
        if (first == null) {
            fail("has no endpoint", null);
        } else {
            attempt(first, false);
        }
    }

    private void attempt(Endpoint endpoint, boolean fresh) {
        tried.add(endpoint);
        endpoint.attemptStarted();
        attempting = true;
        pool.take(endpoint, fresh, this);
    }

    @Override
    public void onConnection(UpstreamConnection taken) {
        if (over) {
            taken.release();
            return;
        }
        connection = taken;
        taken.attach(this);
        taken.write(new DefaultHttpRequest(
                question.protocolVersion(), question.method(), question.uri(), question.headers()));
        taken.write(LastHttpContent.EMPTY_LAST_CONTENT);
        taken.flush();
    }

    @Override
    public boolean isWanted() {
        return !over;
    }

    @Override
    public void onFailure(Failure failure) {
        if (over) {
            return;
        }
        Endpoint next = failure.retry() == Retry.UNSENT ? service.upstream().select(tried) : null;
        if (next == null) {
            fail("cannot be asked: " + failure.detail(), failure.cause());
        } else {
            endAttempt();
            attempt(next, false);
        }
    }

    @Override
    public void onInterim(HttpResponse interim) {}

    @Override
    public void onHead(HttpResponse head) {
        answer = new AuthAnswer(head);
        if (!answer.lets() && !answer.refuses()) {
            fail("answered " + answer.status(), null);
        }
    }

    @Override
    public void onContent(HttpContent content) {
        if (over) {
            content.release();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        boolean fits = answer().add(content, connected().channel().alloc());
        if (last && fits) {
            end(answer().keepsConnection());
        } else if (!fits && answer().lets()) {
            end(false);
        } else if (!fits) {
            fail("answered " + answer().status() + " with more than " + AuthAnswer.LONGEST_BODY + " bytes", null);
        }
    }

    @Override
    public void onMalformed(Throwable cause) {
        fail("sent what is not a well-formed answer", cause);
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(@Nullable Throwable cause) {
        UpstreamConnection closed = connected();
        if (closed.mayRepeat() && !provedStale) {
            provedStale = true;
            endAttempt();
            attempt(closed.endpoint(), true);
        } else {
            fail("closed the connection " + (answer == null ? "without an answer" : "within its answer"), cause);
        }
    }

    @Override
    public void cancel() {
        stop(false);
    }

    private void end(boolean keepConnection) {
        AuthAnswer complete = answer();
        answer = null;
        stop(keepConnection);
        asker.accept(complete.lets() ? complete.pass(service.identity()) : complete.refusal());
    }

    private void fail(String what, @Nullable Throwable cause) {
        stop(false);
        asker.accept(new Guard.Verdict.Unknown(
                new Failure(FailureKind.AUTH_UNAVAILABLE, Retry.NEVER, service + " " + what, cause)));
    }

    private void stop(boolean keepConnection) {
        over = true;
        deadline.close();
        endAttempt();
        if (answer != null) {
            answer.release();
            answer = null;
        }
        if (connection != null && keepConnection) {
            connection.release();
        } else if (connection != null) {
            connection.close();
        }
    }

    private void endAttempt() {
        if (attempting) {
            attempting = false;
            tried.get(tried.size() - 1).attemptEnded();
        }
    }

    private AuthAnswer answer() {
        return Objects.requireNonNull(answer, "no head came");
    }

    private UpstreamConnection connected() {
        return Objects.requireNonNull(connection, "not connected");
    }
}
