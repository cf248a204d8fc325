package io.phoenix.gateway.core.auth;

import io.netty.channel.EventLoop;
import io.phoenix.gateway.core.exchange.EndpointSelector;
import io.phoenix.gateway.core.exchange.ExchangeEnvironment;
import io.phoenix.gateway.core.exchange.Guard;
import io.phoenix.gateway.core.http.RequestHead;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A guard that asks an authentication service such as Authelia, Authentik or oauth2-proxy, with a request of its own
 * for each of the client's. An answer of 2xx lets the client's request pass; a redirect or a 4xx is the client's
 * answer; anything else, or none in time, keeps the route closed. Immutable.
 */
public final class ForwardAuth implements Guard {

    private final String name;
    private final EndpointSelector upstream;
    private final AuthRequest request;
    private final IdentityHeaders identity;
    private final Duration timeout;

    /**
     * Asks the service that operators call {@code name}.
     *
     * @param upstream where the service is
     * @param identity what it tells the client's upstream
     * @param timeout for all of it: connection, question and the whole answer
     */
    public ForwardAuth(
            String name, EndpointSelector upstream, AuthRequest request, IdentityHeaders identity, Duration timeout) {
        this.name = name;
        this.upstream = upstream;
        this.request = request;
        this.identity = identity;
        this.timeout = timeout;
    }

    @Override
    public Inquiry judge(
            RequestHead head, ExchangeEnvironment environment, EventLoop worker, Consumer<Verdict> verdict) {
        AuthInquiry inquiry = new AuthInquiry(
                this, request.of(head, environment.forwarded(), identity), environment.pool(), worker, verdict);
        inquiry.start();
        return inquiry;
    }

    EndpointSelector upstream() {
        return upstream;
    }

    IdentityHeaders identity() {
        return identity;
    }

    Duration timeout() {
        return timeout;
    }

    @Override
    public String describe() {
        return name + " is asked first, by GET " + request.target() + " at the upstream " + upstream.name()
                + identity.describe();
    }

    /** The service by its name, for messages. */
    @Override
    public String toString() {
        return "the authentication service `" + name + "`";
    }
}
