package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.policy.BlockedPath;
import io.phoenix.gateway.routing.policy.BlockedPaths;
import io.phoenix.gateway.server.config.RouteAction.ToUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads those keys of a route that refuse requests or change headers. */
final class FilterSection {

    private static final Pattern LINE = Pattern.compile("(?:[A-Z][A-Z0-9_-]* )?(/.*)");

    private FilterSection() {}

    /** Reads from {@code fields} of a route whose action, if it could be read, is {@code action}. */
    static RouteFilters read(Fields fields, @Nullable RouteAction action) {
        List<Network> allow =
                Fields.each(fields.someItems("allow", "a list, like [10.0.0.0/24, 192.0.2.7]"), Addresses::network);
        return new RouteFilters(
                allow,
                readBlock(fields, action),
                HeaderSection.requests(fields, action),
                HeaderSection.answers(fields),
                HeaderSection.cors(fields));
    }

    private static List<BlockedPath> readBlock(Fields fields, @Nullable RouteAction action) {
        List<Value> items = fields.someItems("block", "a list, like [/metrics, ollama-management]");
        if (!items.isEmpty() && action != null && !(action instanceof ToUpstream)) {
            fields.at("block").error("has no meaning without upstream; only what would be sent there can be blocked");
        }
        List<BlockedPath> blocked = new ArrayList<>();
        for (String line : Fields.each(items, FilterSection::blockLine)) {
            List<String> set = BlockedPaths.SETS.getOrDefault(line, List.of(line));
            set.forEach(one -> blocked.add(BlockedPath.parse(line, one)));
        }
        return blocked;
    }

    private static @Nullable String blockLine(Value value) {
        String line = value.text("a path or a set of paths, like /metrics or ollama-management");
        if (line == null || BlockedPaths.SETS.containsKey(line)) {
            return line;
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            value.error(Excerpt.of(line) + " is neither a path, like /metrics or \"POST /props\", nor a set"
                    + NearestName.hint(line, BlockedPaths.SETS.keySet()) + "; the sets are "
                    + String.join(", ", BlockedPaths.SETS.keySet()));
            return null;
        }
        String wrong = PathRule.wrong(matcher.group(1));
        if (wrong != null) {
            value.error(Excerpt.of(matcher.group(1)) + " " + wrong);
        }
        return wrong == null ? line : null;
    }
}
