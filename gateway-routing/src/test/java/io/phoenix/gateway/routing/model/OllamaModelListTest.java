package io.phoenix.gateway.routing.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.routing.Heads;
import io.phoenix.gateway.routing.Replies;
import io.phoenix.gateway.routing.upstream.ModelApi;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of models as Ollama's clients ask for it. */
final class OllamaModelListTest {

    private static final Upstream OLLAMA = TestModels.upstream("ollama", 11434, ModelApi.OLLAMA);

    private final ModelDirectory directory = new ModelDirectory(List.of(
            new Model("granite", "granite", List.of(), ModelKind.CHAT, TestModels.CHAT),
            new Model("small", "llama3.2", List.of("tiny"), ModelKind.CHAT, OLLAMA)));
    private final OllamaModelList list = new OllamaModelList(directory);

    private LocalReply ask(String method) {
        return Replies.reply(
                list.decide(Heads.head(method, "localhost", "/api/tags"), new RoutePolicy("tags", 1), "/api/tags"));
    }

    @Test
    void listsWhatOllamaServesUnderAllItsNames() {
        assertThat(Replies.body(ask("GET")))
                .isEqualTo("{\"models\":[{\"name\":\"small\",\"model\":\"small\"},"
                        + "{\"name\":\"tiny\",\"model\":\"tiny\"}]}");
        directory.update(List.of(new UpstreamModels(
                OLLAMA,
                true,
                List.of(
                        new ListedModel("llama3.2:latest", ModelKind.CHAT, "\"size\":7,\"digest\":\"d\""),
                        new ListedModel("qwen3:8b", null, "")))));
        LocalReply now = ask("GET");
        assertThat(Replies.body(now))
                .isEqualTo("{\"models\":[{\"name\":\"small\",\"model\":\"small\",\"size\":7,\"digest\":\"d\"},"
                        + "{\"name\":\"tiny\",\"model\":\"tiny\",\"size\":7,\"digest\":\"d\"},"
                        + "{\"name\":\"llama3.2:latest\",\"model\":\"llama3.2:latest\",\"size\":7,\"digest\":\"d\"},"
                        + "{\"name\":\"qwen3:8b\",\"model\":\"qwen3:8b\"}]}");
        assertThat(ask("HEAD")).isSameAs(now);
    }

    @Test
    void marksWhatCannotBeHad() {
        directory.update(List.of(new UpstreamModels(OLLAMA, false, List.of())));
        assertThat(Replies.body(ask("GET"))).contains("{\"name\":\"tiny\",\"model\":\"tiny\",\"available\":false}");
    }

    @Test
    void canOnlyBeRead() {
        assertThat(ask("POST").status()).isEqualTo(405);
    }
}
