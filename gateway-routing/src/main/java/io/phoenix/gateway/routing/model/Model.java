package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.List;

/** One model of the table: what clients may call it, what its backend calls it, and where it runs. Immutable. */
public final class Model {

    private final String name;
    private final String servedAs;
    private final List<String> aliases;
    private final ModelKind kind;
    private final Upstream upstream;
    private final boolean renamesAnswers;
    private final byte[] servedJson;

    /** A model that {@code upstream} knows as {@code servedAs}; its answers pass as they are. */
    public Model(String name, String servedAs, List<String> aliases, ModelKind kind, Upstream upstream) {
        this(name, servedAs, aliases, kind, upstream, false);
    }

    /**
     * A model that {@code upstream} knows as {@code servedAs}.
     *
     * @param renamesAnswers whether answers tell the name that was asked for instead of the served one
     */
    public Model(
            String name,
            String servedAs,
            List<String> aliases,
            ModelKind kind,
            Upstream upstream,
            boolean renamesAnswers) {
        this.name = name;
        this.servedAs = servedAs;
        this.aliases = List.copyOf(aliases);
        this.kind = kind;
        this.upstream = upstream;
        this.servedJson = JsonQuoted.bytes(servedAs);
        this.renamesAnswers = renamesAnswers;
    }

    /** The name in the table. */
    public String name() {
        return name;
    }

    /** The name that the backend checks for, letter by letter. */
    public String servedAs() {
        return servedAs;
    }

    /** Other names that clients may use. */
    public List<String> aliases() {
        return aliases;
    }

    /** What it can do. */
    public ModelKind kind() {
        return kind;
    }

    /** Where it runs. */
    public Upstream upstream() {
        return upstream;
    }

    /** Answers tell the name that was asked for instead of the served one. */
    public boolean renamesAnswers() {
        return renamesAnswers;
    }

    /** The served name as a JSON string, quotes included; not to be changed. */
    byte[] servedJson() {
        return servedJson;
    }
}
