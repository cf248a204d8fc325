package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.net.ReadGate;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request past the guard of its route. Until the verdict nothing of the body is read; what came with the
 * head waits in the intake. Confined to the exchange's worker.
 */
final class Passage {

    private final Routing routing;
    private final RouteDecision.Guarded guarded;
    private final ExchangeRecord record;
    private final long began = System.nanoTime();
    private HeaderRules rules = HeaderRules.NONE;
    private Guard.@Nullable Inquiry inquiry;
    private boolean over;

    Passage(Routing routing, RouteDecision.Guarded guarded, ExchangeRecord record) {
        this.routing = routing;
        this.guarded = guarded;
        this.record = record;
    }

    /** Asks the guard; the routing hears of the verdict, at once or later. */
    void begin(RequestHead head, ClientSide client, RequestIntake intake, ExchangeEnvironment environment) {
        if (!intake.isEnded() || head.upgrade() != null) {
            client.gate().close(ReadGate.Reason.NOT_READY);
            intake.keep();
        }
        Guard.Inquiry begun =
                guarded.guard().judge(head, environment, client.channel().eventLoop(), this::onVerdict);
        if (!over) {
            inquiry = begun;
        }
    }

    private void onVerdict(Guard.Verdict verdict) {
        over = true;
        inquiry = null;
        record.onVerdict(System.nanoTime() - began);
        if (verdict instanceof Guard.Verdict.Pass pass) {
            rules = pass.rules();
            routing.onAdmitted(guarded, rules);
        } else if (verdict instanceof Guard.Verdict.Refusal refusal) {
            routing.onRefused(refusal);
        } else if (verdict instanceof Guard.Verdict.Unknown unknown) {
            routing.onUnknown(unknown.failure());
        }
    }

    /** What the guard has to say to the upstream. */
    HeaderRules rules() {
        return rules;
    }

    /** Nobody waits for the verdict any more. */
    void cancel() {
        over = true;
        if (inquiry != null) {
            inquiry.cancel();
            inquiry = null;
        }
    }
}
