package io.phoenix.gateway.routing.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.routing.upstream.ModelApi;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the configuration says together with what upstreams tell. */
final class ModelDirectoryTest {

    private static final Upstream OLLAMA = TestModels.upstream("ollama", 11434, ModelApi.OLLAMA);
    private static final Upstream OTHER = TestModels.upstream("other", 8002);

    private final ModelDirectory directory = new ModelDirectory(List.of(
            new Model("granite", "granite-3.3", List.of("gpt-4"), ModelKind.CHAT, TestModels.CHAT),
            new Model("small", "llama3.2", List.of("tiny"), ModelKind.CHAT, OLLAMA)));

    private static ListedModel named(String name) {
        return new ListedModel(name, null, null);
    }

    private static UpstreamModels told(Upstream upstream, String... names) {
        return new UpstreamModels(
                upstream,
                true,
                List.of(names).stream().map(ModelDirectoryTest::named).toList());
    }

    private Model found(String name) {
        Model model = directory.get().find(name);
        assertThat(model).as(name).isNotNull();
        return model;
    }

    @Test
    void knowsItsOwnBeforeAnybodyTells() {
        assertThat(directory.get().names()).containsExactly("granite", "gpt-4", "small", "tiny");
        assertThat(found("granite").isAvailable()).isTrue();
    }

    @Test
    void addsWhatIsToldAfterItsOwn() {
        directory.update(List.of(
                told(TestModels.CHAT, "granite-3.3", "lora"),
                new UpstreamModels(OLLAMA, true, List.of(new ListedModel("nomic:latest", ModelKind.EMBEDDING, "x")))));
        assertThat(directory.get().names())
                .containsExactly("granite", "gpt-4", "small", "tiny", "granite-3.3", "lora", "nomic:latest");
        assertThat(found("lora").upstream()).isSameAs(TestModels.CHAT);
        assertThat(found("lora").kind()).isNull();
        assertThat(found("nomic:latest").kind()).isEqualTo(ModelKind.EMBEDDING);
        // The configuration said what this one can do, under another name.
        assertThat(found("granite-3.3").kind()).isEqualTo(ModelKind.CHAT);
    }

    @Test
    void anAssumedKindGivesWayToWhatIsTold() {
        ModelDirectory assuming = new ModelDirectory(List.of(
                new Model("embed", "nomic:latest", List.of(), ModelKind.CHAT, OLLAMA).withAssumedKind(),
                new Model("said", "nomic:latest", List.of(), ModelKind.CHAT, OLLAMA)));
        assertThat(assuming.get().find("embed").kind()).isEqualTo(ModelKind.CHAT);
        assuming.update(List.of(
                new UpstreamModels(OLLAMA, true, List.of(new ListedModel("nomic:latest", ModelKind.EMBEDDING, null)))));
        assertThat(assuming.get().find("embed").kind()).isEqualTo(ModelKind.EMBEDDING);
        assertThat(assuming.get().find("said").kind()).isEqualTo(ModelKind.CHAT);
        assuming.update(List.of(told(OLLAMA, "nomic:latest")));
        assertThat(assuming.get().find("embed").kind()).isEqualTo(ModelKind.CHAT);
    }

    @Test
    void theConfigurationWins() {
        assertThat(directory.update(List.of(told(OTHER, "granite", "gpt-4")))).isEmpty();
        assertThat(found("granite").upstream()).isSameAs(TestModels.CHAT);
        assertThat(found("gpt-4").servedAs()).isEqualTo("granite-3.3");
    }

    @Test
    void theFirstOfTwoWinsAndItIsSaid() {
        List<UpstreamModels> both = List.of(told(OTHER, "phi"), told(OLLAMA, "phi", "llama3.2:latest"));
        assertThat(directory.update(both))
                .containsExactly("the upstreams \"other\" and \"ollama\" both list \"phi\"; the first one is asked,"
                        + " until models names the other");
        assertThat(found("phi").upstream()).isSameAs(OTHER);
        assertThat(directory.update(both)).hasSize(1);
    }

    @Test
    void marksWhatIsSilentOrNoLongerListed() {
        assertThat(directory.update(List.of(told(TestModels.CHAT, "something-else"))))
                .containsExactly("the model \"granite\" is served as \"granite-3.3\", but the upstream \"vllm-chat\""
                        + " lists \"something-else\"; correct served-as, or the upstream");
        assertThat(found("granite").isAvailable()).isFalse();
        assertThat(found("something-else").isAvailable()).isTrue();
        // Nobody asked this one's upstream.
        assertThat(found("small").isAvailable()).isTrue();

        List<UpstreamModels> silent =
                List.of(new UpstreamModels(TestModels.CHAT, false, List.of(named("granite-3.3"), named("lora"))));
        assertThat(directory.update(silent)).isEmpty();
        assertThat(found("granite").isAvailable()).isFalse();
        assertThat(found("lora").isAvailable()).isFalse();

        directory.update(List.of(told(TestModels.CHAT, "granite-3.3", "lora")));
        assertThat(found("granite").isAvailable()).isTrue();
        assertThat(found("lora").isAvailable()).isTrue();
    }

    @Test
    void ollamasNamesMayLackTheirTag() {
        assertThat(directory.update(List.of(told(OLLAMA, "llama3.2:latest", "qwen3:latest", "qwen3:8b"))))
                .as("served-as: llama3.2 is the same as the listed llama3.2:latest")
                .isEmpty();
        assertThat(found("small").isAvailable()).isTrue();
        assertThat(found("qwen3").servedAs()).isEqualTo("qwen3:latest");
        assertThat(found("qwen3:8b").servedAs()).isEqualTo("qwen3:8b");
        assertThat(found("small:latest").name()).isEqualTo("small");
        assertThat(directory.get().find("qwen3:4b")).isNull();
        assertThat(directory.get().find("granite:latest"))
                .as("no model of Ollama's")
                .isNull();
    }

    @Test
    void aTableOnceTakenStays() {
        ModelMap before = directory.get();
        directory.update(List.of(told(OTHER, "phi")));
        assertThat(before.find("phi")).isNull();
        assertThat(directory.get()).isNotSameAs(before);
    }

    @ParameterizedTest
    @CsvSource({
        "llama3,               llama3:latest",
        "llama3:latest,        llama3",
        "llama3:8b,            ",
        "hf.co/a/b,            hf.co/a/b:latest",
        "host:5000/a/b,        host:5000/a/b:latest",
        "host:5000/a/b:q4,     ",
    })
    void otherSpellings(String name, String other) {
        assertThat(OllamaName.otherSpelling(name)).isEqualTo(other);
    }
}
