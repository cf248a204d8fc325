package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.model.ModelPlace;
import io.phoenix.gateway.server.config.RouteAction.ByModel;
import io.phoenix.gateway.server.config.RouteAction.ToUpstream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * What {@code strip-prefix} says.
 *
 * @param strips whether the route's own path, where it is a prefix, is taken off
 * @param prefix what is taken off instead, with a slash at its end; null if the file names none
 */
record StripPrefix(boolean strips, @Nullable String prefix) {

    /**
     * Reads from a route with these paths, whose action, if it could be read, is {@code action}.
     *
     * @param usual whether a prefix is stripped if nothing is said
     */
    static StripPrefix read(Fields fields, List<Value> paths, @Nullable RouteAction action, boolean usual) {
        Value given = fields.optional("strip-prefix");
        if (given != null
                && given.node() instanceof ScalarNode text
                && text.getValue().startsWith("/")) {
            return new StripPrefix(false, readPrefix(given, paths, action));
        }
        boolean strip = fields.flag("strip-prefix", usual);
        boolean strippable = paths.stream().anyMatch(PathRule::isPrefix) && action != null && hasPrefix(action);
        if (given != null && action != null && !strippable) {
            given.warning(
                    "has no effect; only a path that ends with \"/\" and goes to an upstream has a prefix to strip");
        }
        return new StripPrefix(strip && strippable, null);
    }

    private static boolean hasPrefix(RouteAction action) {
        return action instanceof ToUpstream || (action instanceof ByModel byModel && byModel.from() == ModelPlace.PATH);
    }

    private static @Nullable String readPrefix(Value value, List<Value> paths, @Nullable RouteAction action) {
        String prefix = PathRule.read(value);
        if (prefix == null) {
            return null;
        }
        if (!prefix.endsWith("/")) {
            value.error(Excerpt.of(prefix) + " should end with \"/\", like /ollama/");
            return null;
        }
        if (action != null && !(action instanceof ToUpstream)) {
            value.error("has no meaning without upstream; write true or false");
        }
        for (Value path : paths) {
            if (path.node() instanceof ScalarNode text && !text.getValue().startsWith(prefix)) {
                path.error(Excerpt.of(text.getValue()) + " does not begin with " + prefix
                        + ", which strip-prefix takes off");
            }
        }
        return prefix;
    }
}
