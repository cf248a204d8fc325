package io.phoenix.gateway.routing.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.routing.Heads;
import io.phoenix.gateway.routing.Replies;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of models as OpenAI's clients ask for it. */
final class ModelListTest {

    private static final ModelList LIST = new ModelList(() -> TestModels.MAP, 1_700_000_000L);

    private static LocalReply ask(String method, String target) {
        String path = target.startsWith("/v1/models/") ? "/v1/models/" : "/v1/models";
        return Replies.reply(LIST.decide(Heads.head(method, "localhost", target), new RoutePolicy("models", 1), path));
    }

    private static void assertModel(Map<?, ?> model, String id, String root, String owner, String kind) {
        assertThat(model.get("id")).isEqualTo(id);
        assertThat(model.get("object")).isEqualTo("model");
        assertThat(model.get("created")).isEqualTo(1_700_000_000L);
        assertThat(model.get("owned_by")).isEqualTo(owner);
        assertThat(model.get("root")).isEqualTo(root);
        assertThat(model.get("kind")).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/", "/v1/models?limit=3", "/v1/models/?x"})
    void listsEveryNameOnce(String target) {
        LocalReply reply = ask("GET", target);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(Replies.header(reply, "content-type")).isEqualTo("application/json");
        Map<?, ?> list = (Map<?, ?>) Replies.json(Replies.body(reply));
        assertThat(list.get("object")).isEqualTo("list");
        List<?> data = (List<?>) Objects.requireNonNull(list.get("data"));
        assertThat(data)
                .extracting(model -> (Object) ((Map<?, ?>) model).get("id"))
                .isEqualTo(TestModels.NAMES);
        assertModel((Map<?, ?>) data.get(1), "granite", "granite-3.3-8b-instruct", "vllm-chat", "chat");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/granite,                                        granite",
        "/v1/models/granite?x=1,                                    granite",
        "/v1/models/ibm-granite/granite-3.3-8b-instruct,            ibm-granite/granite-3.3-8b-instruct",
        "/v1/models/ibm-granite%2Fgranite-3.3-8b-instruct,          ibm-granite/granite-3.3-8b-instruct",
        "/v1/models/ibm-granite%2fgranite-3%2E3-8b-instruct,        ibm-granite/granite-3.3-8b-instruct",
    })
    void findsOneByIdWithItsSlashesEncodedOrNot(String target, String id) {
        LocalReply reply = ask("GET", target);
        assertThat(reply.status()).isEqualTo(200);
        assertModel((Map<?, ?>) Replies.json(Replies.body(reply)), id, "granite-3.3-8b-instruct", "vllm-chat", "chat");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/granit,              granit,               granite",
        "/v1/models/GRANITE,             GRANITE,              granite",
        "/v1/models/embeddin%67s,        embeddings,           embedding",
        "/v1/models/granite/,            granite/,             granite",
        "/v1/models/a+b,                 a+b,                  granite",
        "/v1/models/%zz,                 %zz,                  granite",
        "/v1/models/models/granite,      models/granite,       granite",
    })
    void saysWhichThereAreWhenItIsNone(String target, String asked, String nearest) {
        LocalReply reply = ask("GET", target);
        assertThat(reply.status()).isEqualTo(404);
        Map<?, ?> error = Replies.error(reply);
        assertThat(error.get("code")).isEqualTo("model_not_found");
        assertThat(error.get("param")).isEqualTo("model");
        assertThat((String) error.get("message"))
                .startsWith("The model `" + asked + "` does not exist. Models here, the nearest first: " + nearest);
    }

    @Test
    void marksWhatCannotBeHadAndLeavesOutWhatNobodySaid() {
        Model gone = new Model("gone", "gone", List.of("lost"), ModelKind.CHAT, TestModels.CHAT).seen(false, null);
        Model vague = new Model("vague", "vague", List.of(), null, TestModels.CHAT);
        ModelList list = new ModelList(() -> new ModelMap(List.of(gone, vague)), 1L);
        LocalReply reply = Replies.reply(
                list.decide(Heads.head("GET", "localhost", "/v1/models"), new RoutePolicy("m", 1), "/v1/models"));
        List<?> data = (List<?>) ((Map<?, ?>) Replies.json(Replies.body(reply))).get("data");
        assertThat(data)
                .extracting(entry -> ((Map<?, ?>) entry).get("id") + " " + ((Map<?, ?>) entry).get("kind") + " "
                        + ((Map<?, ?>) entry).get("available"))
                .containsExactly("gone chat false", "lost chat false", "vague null null");
    }

    @Test
    void isRenderedAgainOnlyForAnotherTable() {
        ModelDirectory directory = new ModelDirectory(TestModels.MAP.models());
        ModelList list = new ModelList(directory, 1L);
        LocalReply first = all(list);
        assertThat(all(list)).isSameAs(first);
        directory.update(List.of(new UpstreamModels(
                TestModels.CHAT, true, List.of(new ListedModel("granite-3.3-8b-instruct", null, null)))));
        LocalReply second = all(list);
        assertThat(second).isNotSameAs(first);
        assertThat(all(list)).isSameAs(second);
    }

    private static LocalReply all(ModelList list) {
        return Replies.reply(
                list.decide(Heads.head("GET", "localhost", "/v1/models"), new RoutePolicy("m", 1), "/v1/models"));
    }

    @Test
    void canOnlyBeRead() {
        assertThat(ask("HEAD", "/v1/models").status()).isEqualTo(200);
        LocalReply reply = ask("DELETE", "/v1/models/granite");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(Replies.header(reply, "allow")).isEqualTo("GET, HEAD");
    }
}
