package io.phoenix.gateway.routing.model;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.upstream.ModelApi;
import java.util.List;

/** Chooses the scanner for a request that names its model in its body. Stateless. */
final class ModelInBody {
    private static final String FORM = "application/x-www-form-urlencoded";

    /** The second one is the older, which Ollama still takes. */
    private static final List<String> OLLAMA_NAMES = List.of("model", "name");

    private ModelInBody() {}

    /** JSON whatever the Content-Type, as clients often leave it out or wrong, but for a multipart form. */
    static RouteDecision decide(ModelRule rule, RequestHead head, RoutePolicy policy) {
        String contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        if (contentType == null || !MultipartType.announces(contentType)) {
            boolean ollama = rule.api() == ModelApi.OLLAMA;
            return read(ollama ? new JsonModelScanner(OLLAMA_NAMES) : new JsonModelScanner(), rule, head, policy);
        }
        MultipartType type = MultipartType.of(contentType);
        String objection = type.objection();
        return objection == null
                ? readForm(new MultipartModelScanner(type.boundary()), rule, head, policy)
                : refuse(policy, LocalReply.error(400, "bad_content_type", objection));
    }

    /** An urlencoded form and nothing else. */
    static RouteDecision decideByForm(ModelRule rule, RequestHead head, RoutePolicy policy) {
        String contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        HeaderValue type = contentType == null ? null : HeaderValue.parse(contentType);
        String charset = type == null ? null : type.parameter("charset");
        if (type == null || !type.value().equals(FORM) || (charset != null && !charset.equalsIgnoreCase("utf-8"))) {
            return refuse(
                    policy,
                    LocalReply.error(
                            415, "unsupported_content_type", "this route takes " + FORM + " in UTF-8 only; send that"));
        }
        return readForm(new FormModelScanner(), rule, head, policy);
    }

    private static RouteDecision readForm(ModelScanner scanner, ModelRule rule, RequestHead head, RoutePolicy policy) {
        return ModelInQuery.mayName(head)
                ? refuse(
                        policy,
                        LocalReply.error(
                                400,
                                "model_ambiguous",
                                "model",
                                "The form names the model here, but the query has a model too, or a broken percent"
                                        + " sign. Servers differ in which one they take; leave it out of the query."))
                : read(scanner, rule, head, policy);
    }

    private static RouteDecision read(ModelScanner scanner, ModelRule rule, RequestHead head, RoutePolicy policy) {
        return new RouteDecision.NeedBody(policy, new ModelBodyReader(scanner, rule, policy, head.target()));
    }

    private static RouteDecision refuse(RoutePolicy policy, LocalReply reply) {
        return new RouteDecision.Reply(policy.name(), reply);
    }
}
