package io.phoenix.gateway.routing.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of model that an endpoint can be used with. Immutable.
 *
 * @param kinds at least one
 */
public record EndpointKinds(Set<ModelKind> kinds) {

    /** For endpoints that take every model, such as one that counts tokens. */
    public static final EndpointKinds ANY = new EndpointKinds(EnumSet.allOf(ModelKind.class));

    public EndpointKinds {
        // An order that is always the same, which Set.copyOf would not give.
        kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }

    /** Just these kinds. */
    public static EndpointKinds of(Collection<ModelKind> kinds) {
        return new EndpointKinds(EnumSet.copyOf(kinds));
    }

    /** Just this kind. */
    public static EndpointKinds of(ModelKind kind) {
        return of(List.of(kind));
    }

    /**
     * Whether a model of {@code kind} may be asked here. One of which nobody said what it can do, null, always may: its
     * server decides.
     */
    public boolean accept(@Nullable ModelKind kind) {
        if (kind == null) {
            return true;
        }
        for (ModelKind one : kinds) {
            if (kind.serves(one)) {
                return true;
            }
        }
        return false;
    }

    boolean isAny() {
        return kinds.size() == ModelKind.values().length;
    }

    /** What such an endpoint is for, in a sentence. */
    String purpose() {
        if (isAny()) {
            return "any model";
        }
        List<String> purposes = new ArrayList<>();
        kinds.forEach(kind -> purposes.add(kind.purpose()));
        return String.join(" or ", purposes);
    }

    /** The kinds as a configuration writes them. */
    @Override
    public String toString() {
        String list = kinds.stream().map(ModelKind::wire).collect(Collectors.joining(", "));
        return isAny() ? "any" : kinds.size() == 1 ? list : '[' + list + ']';
    }
}
