package io.phoenix.gateway.routing.model;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;

/** Chooses the scanner for a request that names its model in its body. Stateless. */
final class ModelInBody {
    private static final String FORM = "application/x-www-form-urlencoded";

    private ModelInBody() {}

    /** JSON whatever the Content-Type, as clients often leave it out or wrong, but for a multipart form. */
    static RouteDecision decide(ModelRule rule, RequestHead head, RoutePolicy policy) {
        String contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        if (contentType == null || !MultipartType.announces(contentType)) {
            return read(new JsonModelScanner(), rule, head, policy);
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
        if (isEncoded(head.headers())) {
            return refuse(
                    policy,
                    LocalReply.error(
                            415,
                            "unsupported_content_encoding",
                            "the model cannot be read from a body in this Content-Encoding; send it unencoded"));
        }
        return new RouteDecision.NeedBody(policy, new ModelBodyReader(scanner, rule, policy, head.target()));
    }

    /** The header is a list, which may come in several lines (RFC 9110, section 8.4). */
    private static boolean isEncoded(HttpHeaders headers) {
        for (String line : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
            for (String coding : line.split(",", -1)) {
                String name = coding.trim();
                if (!name.isEmpty() && !name.equalsIgnoreCase("identity")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static RouteDecision refuse(RoutePolicy policy, LocalReply reply) {
        return new RouteDecision.Reply(policy.name(), reply);
    }
}
