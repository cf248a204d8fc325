package io.phoenix.gateway.routing.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The paths of an upstream that a route does not pass on. Immutable. */
public final class BlockedPaths {

    /**
     * The sets that an operator can name instead of listing their paths. llama.cpp's server shows other users' prompts
     * on its slots and metrics, and lets everybody change its settings and adapters; Ollama lets everybody load, change
     * and delete its models; vLLM shows its load, and in development mode lets everybody put it to sleep.
     */
    public static final SortedMap<String, List<String>> SETS = new TreeMap<>(Map.of(
            "llamacpp-private", List.of("/metrics", "/slots/", "POST /props", "POST /lora-adapters"),
            "ollama-management",
                    List.of("/api/pull", "/api/push", "/api/create", "/api/delete", "/api/copy", "/api/blobs/"),
            "vllm-private",
                    List.of(
                            "/metrics",
                            "/load",
                            "/server_info",
                            "/collective_rpc",
                            "/reset_prefix_cache",
                            "/sleep",
                            "/wake_up",
                            "/v1/load_lora_adapter",
                            "/v1/unload_lora_adapter")));

    private record Rule(String normal, BlockedPath blocked) {

        boolean matches(String method, String path) {
            return blocked.concerns(method)
                    && (path.equals(normal)
                            || (blocked.isPrefix()
                                    && path.startsWith(normal)
                                    && path.startsWith("/", normal.length())));
        }
    }

    private final List<Rule> rules;

    /** Those of {@code blocked}; the first that matches is named. */
    public BlockedPaths(List<BlockedPath> blocked) {
        this.rules = blocked.stream()
                .map(one -> new Rule(NormalPath.of(NormalPath.decoded(one.path())), one))
                .toList();
    }

    /** What becomes of a request: no rule against it, or one, or a path that can be read in several ways. */
    public sealed interface Verdict {

        /** It may pass. */
        record Pass() implements Verdict {}

        /** It is blocked by this rule. */
        record Blocked(BlockedPath by) implements Verdict {}

        /** Its path has dot segments. */
        record Ambiguous() implements Verdict {}
    }

    /** Judges {@code method} and {@code target}, a raw path with or without a query, as they would be sent. */
    public Verdict judge(String method, String target) {
        int query = target.indexOf('?');
        String decoded = NormalPath.decoded(query < 0 ? target : target.substring(0, query));
        if (NormalPath.hasDotSegment(decoded)) {
            return new Verdict.Ambiguous();
        }
        BlockedPath found = find(method, NormalPath.of(decoded));
        return found == null ? new Verdict.Pass() : new Verdict.Blocked(found);
    }

    private @Nullable BlockedPath find(String method, String normal) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).matches(method, normal)) {
                return rules.get(i).blocked();
            }
        }
        return null;
    }

    /** The names of the rules, each once. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        for (Rule rule : rules) {
            if (!names.contains(rule.blocked().rule())) {
                names.add(rule.blocked().rule());
            }
        }
        return String.join(", ", names);
    }
}
