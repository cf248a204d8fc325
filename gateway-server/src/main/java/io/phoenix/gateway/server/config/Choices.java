package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.model.ModelKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values that are one of a few words. */
final class Choices {
    private static final Map<String, ModelKind> KINDS = byWord(ModelKind.values(), ModelKind::wire);
    private static final Map<String, AccessFormat> FORMATS = byWord(AccessFormat.values(), AccessFormat::wire);
    private static final Map<String, ClientAuth> CLIENT_AUTH = byWord(ClientAuth.values(), ClientAuth::wire);

    private Choices() {}

    static @Nullable ModelKind kind(Value value) {
        return choose(value, KINDS);
    }

    static @Nullable AccessFormat accessFormat(Value value) {
        return choose(value, FORMATS);
    }

    static @Nullable ClientAuth clientAuth(Value value) {
        return choose(value, CLIENT_AUTH);
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
