package io.phoenix.gateway.routing.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.routing.Replies;
import io.phoenix.gateway.routing.model.OfferedEndpoints.Offer;
import io.phoenix.gateway.routing.upstream.ModelApi;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which kinds of model each endpoint takes, and what is said of the others. */
final class ModelRuleTest {

    private static final Upstream OLLAMA = TestModels.upstream("ollama", 11434, ModelApi.OLLAMA);

    private static final List<Offer> OFFERS = List.of(
            new Offer("/v1/chat/completions", EndpointKinds.of(ModelKind.CHAT), ModelApi.OPENAI),
            new Offer("/v1/completions", EndpointKinds.of(ModelKind.COMPLETION), ModelApi.OPENAI),
            new Offer("/v1/embeddings", EndpointKinds.of(ModelKind.EMBEDDING), ModelApi.OPENAI),
            new Offer(
                    "/v1/score", EndpointKinds.of(EnumSet.of(ModelKind.RERANK, ModelKind.EMBEDDING)), ModelApi.OPENAI),
            new Offer("/v1/audio/transcriptions", EndpointKinds.of(ModelKind.AUDIO), ModelApi.OPENAI),
            new Offer("/v1/images/generations", EndpointKinds.of(ModelKind.IMAGE), ModelApi.OPENAI),
            new Offer("/tokenize", EndpointKinds.ANY, ModelApi.OPENAI),
            new Offer("/api/chat", EndpointKinds.of(ModelKind.CHAT), ModelApi.OLLAMA),
            new Offer("/api/embed", EndpointKinds.of(ModelKind.EMBEDDING), ModelApi.OLLAMA),
            new Offer("/api/show", EndpointKinds.ANY, ModelApi.OLLAMA));

    private static ModelRule rule(Offer offer) {
        return new ModelRule(
                () -> TestModels.MAP,
                offer.kinds(),
                offer.api(),
                new OfferedEndpoints(OFFERS),
                null,
                ModelPlace.BODY,
                false);
    }

    private static Model model(ModelKind kind, Upstream upstream) {
        return new Model("m", "m", List.of(), kind, upstream);
    }

    static Stream<Arguments> everyKindAtEveryEndpoint() {
        List<Arguments> all = new ArrayList<>();
        for (Offer offer : OFFERS) {
            for (ModelKind kind : ModelKind.values()) {
                all.add(Arguments.of(offer, kind));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everyKindAtEveryEndpoint")
    void takesTheKindsThatItIsFor(Offer offer, ModelKind kind) {
        boolean fits = offer.kinds().kinds().contains(kind)
                || (kind == ModelKind.CHAT && offer.kinds().kinds().contains(ModelKind.COMPLETION));
        var refusal = rule(offer).refusal("m", model(kind, OLLAMA));
        if (fits) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal).isNotNull();
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(Replies.error(refusal).get("code")).isEqualTo("model_kind_mismatch");
            assertThat(Replies.error(refusal).get("param")).isEqualTo("model");
            // What it names takes the model.
            List<Offer> named = OFFERS.stream()
                    .filter(other -> Replies.body(refusal).contains(other.path() + " ")
                            || Replies.body(refusal).contains(other.path() + ","))
                    .toList();
            assertThat(named).isNotEmpty().allMatch(other -> other.kinds().accept(kind));
        }
    }

    @Test
    void aKindThatNobodyToldGoesAnywhere() {
        for (Offer offer : OFFERS) {
            assertThat(rule(offer).refusal("m", model(null, OLLAMA))).isNull();
        }
    }

    @Test
    void ollamasApiIsForModelsOfOllama() {
        for (Offer offer : OFFERS) {
            for (ModelKind kind : new ModelKind[] {ModelKind.CHAT, null}) {
                var refusal = rule(offer).refusal("m", model(kind, TestModels.CHAT));
                if (offer.api() == ModelApi.OLLAMA && offer.kinds().accept(kind)) {
                    assertThat(refusal).isNotNull();
                    assertThat(refusal.status()).isEqualTo(400);
                    assertThat(Replies.error(refusal).get("code")).isEqualTo("model_api_mismatch");
                    assertThat(Replies.body(refusal))
                            .contains("Use /v1/chat/completions")
                            .doesNotContain("/api/");
                }
            }
        }
    }

    @Test
    void namesTheRoutesThatThereAre() {
        Offer embeddings = OFFERS.get(2);
        assertThat(Replies.error(rule(embeddings).refusal("m", model(ModelKind.CHAT, OLLAMA)))
                        .get("message"))
                .isEqualTo("`m` is for chat and cannot be used for embeddings. Use /v1/chat/completions,"
                        + " /v1/completions or /api/chat with it, or name another model.");
        ModelRule lonely = new ModelRule(
                () -> TestModels.MAP,
                EndpointKinds.of(ModelKind.CHAT),
                ModelApi.OPENAI,
                new OfferedEndpoints(OFFERS.subList(0, 1)),
                null,
                ModelPlace.BODY,
                false);
        assertThat(Replies.error(lonely.refusal("m", model(ModelKind.RERANK, OLLAMA)))
                        .get("message"))
                .isEqualTo("`m` is for reranking and cannot be used for chat. No endpoint of this gateway is for such a"
                        + " model; name another one.");
    }
}
