package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.model.ModelKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that clients may ask for.
 *
 * @param upstream name of the upstream that serves it
 * @param kind null where the file does not say
 * @param servedAs the name that the upstream knows it by
 * @param aliases other names that clients may use; none is the name or alias of another model
 * @param renameAnswers whether answers tell the name that was asked for instead of {@code servedAs}
 */
public record ModelConfig(
        String name,
        String upstream,
        @Nullable ModelKind kind,
        String servedAs,
        List<String> aliases,
        boolean renameAnswers) {

    public ModelConfig {
        aliases = List.copyOf(aliases);
    }

    /** What it is taken for until its upstream tells more. */
    public ModelKind kindOrAssumed() {
        return kind == null ? ModelKind.CHAT : kind;
    }
}
