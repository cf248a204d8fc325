package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.http.ErrorShape;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one request comes to its decision: the router is asked, then the route's guard, then the reader of the body, as
 * far as each of them has a say. Ends in one call of {@link Exchange#forward} or in an answer. Confined to the
 * exchange's worker.
 */
final class Routing {

    /** What holds until a route is found. */
    private static final RoutePolicy UNROUTED = new RoutePolicy("", RoutePolicy.UNLIMITED);

    private final Exchange exchange;
    private final RequestHead head;
    private final ClientSide client;
    private final ExchangeEnvironment environment;
    private final ExchangeRecord record;
    private final RequestIntake intake;
    private final Answer answer;
    private RoutePolicy policy = UNROUTED;
    private @Nullable Passage passage;
    private @Nullable BodyReader reader;

    Routing(
            Exchange exchange,
            RequestHead head,
            ClientSide client,
            ExchangeEnvironment environment,
            ExchangeRecord record,
            RequestIntake intake,
            Answer answer) {
        this.exchange = exchange;
        this.head = head;
        this.client = client;
        this.environment = environment;
        this.record = record;
        this.intake = intake;
        this.answer = answer;
    }

    /** Routes the head. */
    void begin() {
        decided(environment.router().get().route(head));
    }

    /** Does what the router, or what it left the decision to, has said. */
    void decided(RouteDecision decision) {
        if (decision instanceof RouteDecision.Reply local) {
            record.onLocalReply(local);
            answer.edit(local.headers());
            answer.explain(policy.explained(), local.reason());
            exchange.refuse(local.reply());
        } else if (decision instanceof RouteDecision.Guarded guarded) {
            ask(guarded);
        } else if (decision instanceof RouteDecision.NeedBody need) {
            hold(need);
        } else if (decision instanceof RouteDecision.Forward forward) {
            forward(forward);
        }
    }

    private void ask(RouteDecision.Guarded guarded) {
        if (admits(guarded.policy())) {
            exchange.onAsking();
            passage = new Passage(this, guarded, record);
            passage.begin(head, client, intake, environment);
        }
    }

    /** The route's guard lets the request pass. */
    void onAdmitted(RouteDecision.Guarded guarded, HeaderRules said) {
        exchange.onHolding();
        answer.pass(said);
        decided(guarded.then().get());
        exchange.onPassage();
    }

    /** The route's guard answers in the place of the route. */
    void onRefused(Guard.Verdict.Refusal refusal) {
        exchange.refuse(refusal);
    }

    /** The route's guard has no verdict. */
    void onUnknown(Failure failure) {
        exchange.fail(failure);
    }

    private void hold(RouteDecision.NeedBody need) {
        if (!admits(need.policy())) {
            return;
        }
        if (!head.hasBody()) {
            decided(Objects.requireNonNull(need.reader().end(), "a reader decides at the end"));
            return;
        }
        LocalReply unreadable = intake.decode();
        if (unreadable == null) {
            reader = need.reader();
            intake.askForBody();
            exchange.onProgress();
        } else {
            exchange.refuse(unreadable);
        }
    }

    /** What the reader, if there is one, decides from the next piece of the body; null if nothing new. */
    @Nullable
    RouteDecision read(ByteBuf piece, boolean last) {
        if (reader == null) {
            return null;
        }
        RouteDecision decision = reader.read(piece);
        if (last && !(decision instanceof RouteDecision.Reply)) {
            RouteDecision atEnd = reader.end();
            return atEnd == null ? decision : atEnd;
        }
        return decision;
    }

    private void forward(RouteDecision.Forward forward) {
        if (!admits(forward.policy())) {
            return;
        }
        record.onForward(forward.upstream().name(), forward.model());
        answer.explain(policy.explained(), forward.reason());
        UpstreamRequest request = new UpstreamRequest(head, forward, environment.forwarded());
        policy.headers().editRequest(head.headers());
        if (passage != null) {
            // Last, so that nothing that the client says of its connection takes away what is said of the client.
            passage.rules().editRequest(head.headers());
        }
        exchange.forward(request);
    }

    /** Takes the route's limits; false if the declared length is over them, which is then answered. */
    private boolean admits(RoutePolicy routed) {
        record.onRoute(routed.name());
        policy = routed;
        answer.explain(policy.explained(), null);
        answer.edit(policy.headers());
        return intake.admits(policy.maxBody());
    }

    /** How the route wants errors to look. */
    ErrorShape errors() {
        return policy.errors();
    }

    /** Whether a guard has said who the client is. */
    boolean isGuarded() {
        return passage != null;
    }

    /** Nobody waits for the decision any more. */
    void cancel() {
        if (passage != null) {
            passage.cancel();
        }
    }
}
