package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
import io.phoenix.gateway.core.exchange.BodyEdit;
import io.phoenix.gateway.core.exchange.BodyReader;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.routing.upstream.ModelApi;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the model of a body as soon as its name is complete, and goes on reading to the end: a body that proves
 * ambiguous or malformed later must not complete at a backend. One per exchange, on its worker.
 */
final class ModelBodyReader implements BodyReader {

    private static final byte[] NOTHING = {};

    private final ModelScanner scanner;
    private final ModelRule rule;
    private final RoutePolicy policy;
    private final String target;
    private boolean decided;
    private boolean ignoresCase; // who will read the body
    private boolean refused;

    ModelBodyReader(ModelScanner scanner, ModelRule rule, RoutePolicy policy, String target) {
        this.scanner = scanner;
        this.rule = rule;
        this.policy = policy;
        this.target = target;
    }

    @Override
    public @Nullable RouteDecision read(ByteBuf chunk) {
        scanner.feed(chunk);
        return verdict();
    }

    @Override
    public @Nullable RouteDecision end() {
        scanner.end();
        return verdict();
    }

    private @Nullable RouteDecision verdict() {
        if (refused) {
            return null;
        }
        if (!decided && scanner.hasModel()) {
            decided = true;
            RouteDecision choice = choose(scanner.model(), true);
            // A model that cannot be had is refused for that, whether or not its chunk shows a problem further on.
            if (problem() == null || choice instanceof RouteDecision.Reply) {
                return choice;
            }
        }
        BodyProblem problem = problem();
        return problem == null ? null : onProblem(problem);
    }

    private @Nullable BodyProblem problem() {
        BodyProblem problem = scanner.problem();
        return problem == null ? caseProblem() : problem;
    }

    /** What the gateway and a reader that ignores case would read differently. */
    private @Nullable BodyProblem caseProblem() {
        long at = ignoresCase ? scanner.caseVariantAt() : -1;
        return at < 0
                ? null
                : new BodyProblem(
                        BodyProblem.Kind.DUPLICATE_MODEL,
                        at,
                        "The name at byte %d differs from that of the model only in case, and the server of this model"
                                        .formatted(at)
                                + " ignores case. Send one model, named in lower case.");
    }

    private RouteDecision onProblem(BodyProblem problem) {
        String fallback = rule.defaultModel();
        if (problem.kind() == BodyProblem.Kind.NO_MODEL && fallback != null && !decided) {
            // The document is complete and sound; the backend takes a missing name for the model it serves.
            decided = true;
            refused = true;
            RouteDecision choice = choose(fallback, false);
            BodyProblem unclear = caseProblem();
            return unclear == null || choice instanceof RouteDecision.Reply ? choice : refuse(unclear);
        }
        return refuse(problem);
    }

    private RouteDecision refuse(BodyProblem problem) {
        refused = true;
        return new RouteDecision.Reply(
                policy.name(),
                scanner.hasModel() ? scanner.model() : null,
                ModelReplies.unreadable(problem, scanner.faultCode()),
                null);
    }

    private RouteDecision choose(String asked, boolean inBody) {
        RouteDecision choice = rule.choose(asked, policy, model -> {
            ignoresCase = model.upstream().api() == ModelApi.OLLAMA;
            return rule.forward(
                    model, asked, policy, target, null, edits(model, inBody && !asked.equals(model.servedAs())));
        });
        refused |= choice instanceof RouteDecision.Reply;
        return choice;
    }

    private List<BodyEdit> edits(Model model, boolean rename) {
        if (!rename && scanner.bomLength() == 0) {
            return List.of();
        }
        List<BodyEdit> edits = new ArrayList<>(2);
        if (scanner.bomLength() > 0) {
            edits.add(new BodyEdit(0, scanner.bomLength(), NOTHING));
        }
        if (rename) {
            edits.add(new BodyEdit(scanner.valueStart(), scanner.valueEnd(), scanner.served(model)));
        }
        return edits;
    }
}
