package io.phoenix.gateway.server.config;

import io.phoenix.gateway.core.upstream.UpstreamProtocol;
import io.phoenix.gateway.routing.RequestKind;
import io.phoenix.gateway.routing.model.EndpointKinds;
import io.phoenix.gateway.routing.model.ModelKind;
import io.phoenix.gateway.routing.model.ModelPlace;
import io.phoenix.gateway.routing.upstream.ModelApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values that are one of a few words. */
final class Choices {
    private static final Map<String, ModelKind> KINDS = byWord(ModelKind.values(), ModelKind::wire);
    private static final Map<String, ModelApi> APIS = byWord(ModelApi.values(), ModelApi::wire);
    private static final Map<String, ModelPlace> PLACES = byWord(ModelPlace.values(), ModelPlace::wire);
    private static final Map<String, RequestKind> REQUESTS = byWord(RequestKind.values(), RequestKind::wire);
    private static final Map<String, AccessFormat> FORMATS = byWord(AccessFormat.values(), AccessFormat::wire);
    private static final Map<String, ClientAuth> CLIENT_AUTH = byWord(ClientAuth.values(), ClientAuth::wire);

    private static final Map<String, UpstreamProtocol> PROTOCOLS =
            byWord(UpstreamProtocol.values(), UpstreamProtocol::word);

    private Choices() {}

    static @Nullable ModelKind kind(Value value) {
        return choose(value, KINDS);
    }

    /** One kind, a list of kinds, or {@code any}; null if a word of it is none. */
    static @Nullable EndpointKinds kinds(Value value) {
        if (value.isText("any")) {
            return EndpointKinds.ANY;
        }
        List<Value> words = Fields.oneOrMore(value, "a kind, a list of kinds like [rerank, embedding], or any");
        List<ModelKind> kinds = Fields.each(words, Choices::kind);
        return kinds.isEmpty() || kinds.size() < words.size() ? null : EndpointKinds.of(kinds);
    }

    static @Nullable ModelApi api(Value value) {
        return choose(value, APIS);
    }

    static @Nullable ModelPlace place(Value value) {
        return choose(value, PLACES);
    }

    static @Nullable RequestKind requests(Value value) {
        return choose(value, REQUESTS);
    }

    static @Nullable AccessFormat accessFormat(Value value) {
        return choose(value, FORMATS);
    }

    static @Nullable ClientAuth clientAuth(Value value) {
        return choose(value, CLIENT_AUTH);
    }

    static @Nullable UpstreamProtocol protocol(Value value) {
        return choose(value, PROTOCOLS);
    }

    private static <T> @Nullable T choose(Value value, Map<String, T> words) {
        String all = String.join(", ", words.keySet());
        String word = value.text("one of " + all);
        T choice = word == null ? null : words.get(word);
        if (word != null && choice == null) {
            value.error("should be one of " + all + ", but is " + Excerpt.of(word)
                    + NearestName.hint(word, words.keySet()));
        }
        return choice;
    }

    private static <T> Map<String, T> byWord(T[] values, Function<T, String> word) {
        Map<String, T> words = new LinkedHashMap<>();
        for (T value : values) {
            words.put(word.apply(value), value);
        }
        return words;
    }
}
