package io.phoenix.gateway.routing.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.List;

/** One model of the table: what clients may call it, what its backend calls it, and where it runs. Immutable. */
public final class Model {

    private final String name;
    private final String servedAs;
    private final List<String> aliases;
    private final ModelKind kind;
    private final Upstream upstream;
    private final byte[] servedJson;

    /** A model that {@code upstream} knows as {@code servedAs}. */
    public Model(String name, String servedAs, List<String> aliases, ModelKind kind, Upstream upstream) {
        this.name = name;
        this.servedAs = servedAs;
        this.aliases = List.copyOf(aliases);
        this.kind = kind;
        this.upstream = upstream;
        byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(servedAs);
        this.servedJson = new byte[escaped.length + 2];
        servedJson[0] = '"';
        System.arraycopy(escaped, 0, servedJson, 1, escaped.length);
        servedJson[servedJson.length - 1] = '"';
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

    /** The served name as a JSON string, quotes included; not to be changed. */
    byte[] servedJson() {
        return servedJson;
    }
}
