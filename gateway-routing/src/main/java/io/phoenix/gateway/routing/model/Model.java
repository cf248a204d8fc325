package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One model of the table: what clients may call it, what its backend calls it, and where it runs. Immutable. */
public final class Model {

    private final String name;
    private final String servedAs;
    private final List<String> aliases;
    private final @Nullable ModelKind kind;
    private final Upstream upstream;
    private final boolean renamesAnswers;
    private final boolean kindAssumed;
    private final boolean available;
    private final @Nullable String details;
    private final byte[] servedJson;

    /**
     * A model that {@code upstream} knows as {@code servedAs}; its answers pass as they are.
     *
     * @param kind what it can do, or null where nobody said
     */
    public Model(String name, String servedAs, List<String> aliases, @Nullable ModelKind kind, Upstream upstream) {
        this(name, servedAs, aliases, kind, upstream, false);
    }

    /**
     * A model that {@code upstream} knows as {@code servedAs}.
     *
     * @param kind what it can do, or null where nobody said
     * @param renamesAnswers whether answers tell the name that was asked for instead of the served one
     */
    public Model(
            String name,
            String servedAs,
            List<String> aliases,
            @Nullable ModelKind kind,
            Upstream upstream,
            boolean renamesAnswers) {
        this(name, servedAs, aliases, kind, upstream, renamesAnswers, false, true, null);
    }

    private Model(
            String name,
            String servedAs,
            List<String> aliases,
            @Nullable ModelKind kind,
            Upstream upstream,
            boolean renamesAnswers,
            boolean kindAssumed,
            boolean available,
            @Nullable String details) {
        this.name = name;
        this.servedAs = servedAs;
        this.aliases = List.copyOf(aliases);
        this.kind = kind;
        this.upstream = upstream;
        this.renamesAnswers = renamesAnswers;
        this.kindAssumed = kindAssumed;
        this.available = available;
        this.details = details;
        this.servedJson = JsonQuoted.bytes(servedAs);
    }

    /** This model, with its kind taken for true only until its upstream tells another one. */
    public Model withAssumedKind() {
        return new Model(name, servedAs, aliases, kind, upstream, renamesAnswers, true, available, details);
    }

    /** This model as its upstream last told of it, {@code listed} being null where the upstream does not list it. */
    Model seen(boolean upstreamAnswers, @Nullable ListedModel listed) {
        ModelKind told = listed == null || !kindAssumed ? null : listed.kind();
        return new Model(
                name,
                servedAs,
                aliases,
                told == null ? kind : told,
                upstream,
                renamesAnswers,
                kindAssumed,
                upstreamAnswers && listed != null,
                listed == null ? null : listed.details());
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

    /** What it can do, or null where nobody said: its backend decides. */
    public @Nullable ModelKind kind() {
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

    /** False where the upstream was asked for its models and did not answer, or did not list this one. */
    public boolean isAvailable() {
        return available;
    }

    /**
     * What an Ollama upstream tells of it: members of a JSON object, without the braces; null where nothing is told.
     */
    @Nullable
    String details() {
        return details;
    }

    /** The served name as a JSON string, quotes included; not to be changed. */
    byte[] servedJson() {
        return servedJson;
    }
}
