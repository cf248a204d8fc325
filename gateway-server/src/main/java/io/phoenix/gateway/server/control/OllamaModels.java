package io.phoenix.gateway.server.control;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.routing.model.ListedModel;
import io.phoenix.gateway.routing.model.ModelKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ollama's {@code GET /api/tags}, and {@code POST /api/show} for what each model can do, which is asked once per
 * digest.
 */
final class OllamaModels implements ModelSource {

    /** How many models are shown in one asking; the kinds of the others are unknown until the next. */
    private static final int MOST_SHOWN = 64;

    private final ControlClient client;
    private final Cache<String, Optional<ModelKind>> kinds = Caffeine.newBuilder()
            .maximumSize(ListReader.MOST_ITEMS)
            .expireAfterAccess(Duration.ofDays(1))
            .executor(Runnable::run)
            .build();

    OllamaModels(ControlClient client) {
        this.client = client;
    }

    @Override
    public List<ListedModel> ask(Endpoint endpoint) throws IOException, InterruptedException {
        List<ListedModel> models = new ArrayList<>();
        int mayShow = MOST_SHOWN;
        for (OllamaTag tag : OllamaTag.read(client.get(endpoint, "/api/tags"))) {
            Optional<ModelKind> kind = kinds.getIfPresent(tag.digest());
            if (kind == null && mayShow > 0) {
                mayShow--;
                try {
                    kind = show(endpoint, tag);
                } catch (UnfitAnswerException e) {
                    kind = Optional.empty();
                } catch (IOException e) {
                    // The list stands without it; who answers no more is asked no more until next time.
                    mayShow = 0;
                }
            }
            models.add(new ListedModel(tag.name(), kind == null ? null : kind.orElse(null), tag.details()));
        }
        return models;
    }

    private Optional<ModelKind> show(Endpoint endpoint, OllamaTag tag) throws IOException, InterruptedException {
        String name = new String(JsonStringEncoder.getInstance().quoteAsString(tag.name()));
        Optional<ModelKind> kind = kind(client.post(endpoint, "/api/show", "{\"model\":\"" + name + "\"}"));
        kinds.put(tag.digest(), kind);
        return kind;
    }

    /** Empty where the document does not say it, as older programs do not. */
    static Optional<ModelKind> kind(byte[] document) throws IOException {
        List<String> capabilities = ListReader.find(
                document,
                "capabilities",
                json -> json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : null);
        if (capabilities == null) {
            return Optional.empty();
        }
        return capabilities.contains("embedding")
                ? Optional.of(ModelKind.EMBEDDING)
                : capabilities.contains("completion") ? Optional.of(ModelKind.CHAT) : Optional.empty();
    }
}
