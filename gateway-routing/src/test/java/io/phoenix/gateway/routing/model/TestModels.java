package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamPolicy;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.time.Duration;
import java.util.List;

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

    private TestModels() {}

    private static Upstream upstream(String name, int port) {
        Duration second = Duration.ofSeconds(1);
        UpstreamPolicy policy = new UpstreamPolicy(second, second, second, second, 1);
        return new Upstream(name, List.of(new Endpoint(name, "127.0.0.1", port, policy, null)));
    }
}
