package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.routing.EditDistance;
import java.util.List;

/** What clients are told when their model cannot be served. Stateless. */
final class ModelReplies {

    private static final int MOST_NAMES = 20;

    private ModelReplies() {}

    static LocalReply unknown(String asked, ModelMap models) {
        List<String> names = EditDistance.nearestFirst(asked, models.names());
        String known = names.isEmpty()
                ? "This gateway serves no models."
                : "Models here, the nearest first: "
                        + String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())))
                        + (names.size() > MOST_NAMES ? ", … (GET /v1/models lists all)" : "")
                        + ".";
        return LocalReply.error(404, "model_not_found", "model", "The model `" + asked + "` does not exist. " + known);
    }

    static LocalReply wrongKind(String asked, ModelKind kind, EndpointKinds endpoint, String advice) {
        return LocalReply.error(
                400,
                "model_kind_mismatch",
                "model",
                "`" + asked + "` is for " + kind.purpose() + " and cannot be used for " + endpoint.purpose() + ". "
                        + advice);
    }

    static LocalReply wrongApi(String asked, String advice) {
        return LocalReply.error(
                400,
                "model_api_mismatch",
                "model",
                "`" + asked + "` is served by a program that does not speak Ollama's API. " + advice);
    }

    static LocalReply onlyGet() {
        return LocalReply.error(405, "method_not_allowed", "models can be listed with GET only")
                .with("allow", "GET, HEAD");
    }

    static LocalReply unreadable(BodyProblem problem, String faultCode) {
        return switch (problem.kind()) {
            case NO_MODEL, MODEL_EMPTY, MODEL_NOT_STRING, MODEL_NOT_TEXT, MODEL_TOO_LONG, DUPLICATE_MODEL ->
                LocalReply.error(400, code(problem, faultCode), "model", problem.message());
            default -> LocalReply.error(400, code(problem, faultCode), problem.message());
        };
    }

    private static String code(BodyProblem problem, String faultCode) {
        return switch (problem.kind()) {
            case NO_MODEL, MODEL_EMPTY -> "model_missing";
            case MODEL_NOT_STRING, MODEL_NOT_TEXT, MODEL_TOO_LONG -> "model_invalid";
            case DUPLICATE_MODEL -> "model_ambiguous";
            case EMPTY_BODY -> "body_missing";
            default -> faultCode;
        };
    }
}
