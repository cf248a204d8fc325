package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.model.EndpointKinds;
import io.phoenix.gateway.routing.model.ModelKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code models}. */
final class ModelSection {
    private static final String EXAMPLE = "{ upstream: vllm-chat }";
    private static final String ALIAS = "a model's name, like granite";

    private final Names upstreams;
    private final Names names;
    private final Map<String, ModelConfig> byAnyName = new LinkedHashMap<>();
    private boolean allKnown;

    /** {@code moreAreDiscovered} says that this section does not tell of all models there will be. */
    ModelSection(Names upstreams, Names names, boolean moreAreDiscovered) {
        this.upstreams = upstreams;
        this.names = names;
        this.allKnown = !moreAreDiscovered;
    }

    Map<String, ModelConfig> read(Value value) {
        Map<String, ModelConfig> models = new LinkedHashMap<>();
        List<Value.Entry> entries = value.entries("a section, like { granite: " + EXAMPLE + " }");
        if (entries == null) {
            names.giveUp();
            allKnown = false;
            return models;
        }
        // All names before any alias, so that of the two the alias is called the wrong one.
        entries.forEach(entry -> names.declare(entry.key(), entry.at()));
        for (Value.Entry entry : entries) {
            ModelConfig model = readOne(entry);
            if (model != null) {
                models.put(entry.key(), model);
                byAnyName.put(entry.key(), model);
                model.aliases().forEach(alias -> byAnyName.putIfAbsent(alias, model));
            } else {
                allKnown = false;
            }
        }
        return models;
    }

    /** The model of that name or alias, if there is one and it could be read. */
    @Nullable
    ModelConfig find(String nameOrAlias) {
        return byAnyName.get(nameOrAlias);
    }

    /** Whether a model serves such an endpoint, or might: those that could not be read are not held against it. */
    boolean anyServes(EndpointKinds endpoint) {
        return !allKnown || byAnyName.values().stream().anyMatch(model -> endpoint.accept(model.kindOrAssumed()));
    }

    private @Nullable ModelConfig readOne(Value.Entry entry) {
        Fields fields = Fields.of(entry.value(), "a section, like " + EXAMPLE);
        if (fields == null) {
            return null;
        }
        Value upstreamValue = fields.required("upstream", "vllm-chat");
        Value kindValue = fields.optional("kind");
        Value servedAsValue = fields.optional("served-as");
        List<Value> aliasValues = fields.items("aliases", "a list of names, like [granite]");
        boolean renameAnswers = fields.flag("rename-answers", false);
        fields.reportUnknown();

        String upstream = upstreamValue == null ? null : upstreams.resolve(upstreamValue);
        ModelKind kind = kindValue == null ? null : Choices.kind(kindValue);
        String servedAs = servedAsValue == null ? entry.key() : servedAsValue.text(ALIAS);
        if (servedAsValue != null && servedAs != null) {
            names.isName(servedAs, servedAsValue);
        }
        List<String> aliases = new ArrayList<>();
        for (Value aliasValue : aliasValues) {
            String alias = aliasValue.text(ALIAS);
            if (alias != null && names.declare(alias, aliasValue)) {
                aliases.add(alias);
            }
        }
        return upstream == null || (kindValue != null && kind == null) || servedAs == null
                ? null
                : new ModelConfig(entry.key(), upstream, kind, servedAs, aliases, renameAnswers);
    }
}
