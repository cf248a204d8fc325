package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamPolicy;
import io.phoenix.gateway.routing.upstream.ModelApi;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two models of the house with all their names. */
final class TestModels {

    static final Upstream CHAT = upstream("vllm-chat", 8000);
    static final Upstream EMBEDDING = upstream("vllm-embedding", 8001);

    static final ModelMap MAP = new ModelMap(List.of(
            new Model(
                    "granite-3.3-8b-instruct",
                    "granite-3.3-8b-instruct",
                    List.of("granite", "ibm-granite/granite-3.3-8b-instruct"),
                    ModelKind.CHAT,
                    CHAT),
            new Model(
                    "embedding",
                    "ibm-granite/granite-embedding-english-r2",
                    List.of("ibm-granite/granite-embedding-english-r2", "text-embedding-ada-002"),
                    ModelKind.EMBEDDING,
                    EMBEDDING)));

    static final List<String> NAMES = List.of(
            "granite-3.3-8b-instruct",
            "granite",
            "ibm-granite/granite-3.3-8b-instruct",
            "embedding",
            "ibm-granite/granite-embedding-english-r2",
            "text-embedding-ada-002");

    static final OfferedEndpoints OFFERED = new OfferedEndpoints(List.of(
            new OfferedEndpoints.Offer("/v1/chat/completions", EndpointKinds.of(ModelKind.CHAT), ModelApi.OPENAI),
            new OfferedEndpoints.Offer("/v1/embeddings", EndpointKinds.of(ModelKind.EMBEDDING), ModelApi.OPENAI),
            new OfferedEndpoints.Offer("/tokenize", EndpointKinds.ANY, ModelApi.OPENAI)));

    private TestModels() {}

    /** The rule of a route for OpenAI's clients. */
    static ModelRule rule(ModelKind endpoint, @Nullable String defaultModel) {
        return rule(MAP, endpoint, defaultModel);
    }

    static ModelRule rule(ModelMap models, ModelKind endpoint, @Nullable String defaultModel) {
        return new ModelRule(
                () -> models,
                EndpointKinds.of(endpoint),
                ModelApi.OPENAI,
                OFFERED,
                defaultModel,
                ModelPlace.BODY,
                false);
    }

    static Upstream upstream(String name, int port) {
        return upstream(name, port, ModelApi.OPENAI);
    }

    static Upstream upstream(String name, int port, ModelApi api) {
        Duration second = Duration.ofSeconds(1);
        UpstreamPolicy policy = new UpstreamPolicy(second, second, second, second, 1);
        return new Upstream(name, List.of(new Endpoint(name, "127.0.0.1", port, policy, null)), api);
    }
}
