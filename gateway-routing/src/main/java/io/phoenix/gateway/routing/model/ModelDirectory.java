package io.phoenix.gateway.routing.model;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The models as they are now: those of the configuration, and those that upstreams tell of. Workers read the current
 * table without a lock and keep it for the one exchange; whoever asks the upstreams replaces it. Thread-safe.
 */
public final class ModelDirectory implements Supplier<ModelMap> {

    private final List<Model> configured;
    private volatile ModelMap current;

    /** A directory of the models of the configuration, until something is told of others. */
    public ModelDirectory(Collection<Model> configured) {
        this.configured = List.copyOf(configured);
        this.current = new ModelMap(configured);
    }

    @Override
    public ModelMap get() {
        return current;
    }

    /**
     * Takes what the upstreams told instead of all that was told before.
     *
     * @param told in the order of the configuration, without those that were not asked yet
     * @return what an operator should know of it, a sentence each; the same for the same {@code told}
     */
    public List<String> update(List<UpstreamModels> told) {
        ModelMerge merge = new ModelMerge(configured, told);
        current = merge.map();
        return merge.remarks();
    }
}
