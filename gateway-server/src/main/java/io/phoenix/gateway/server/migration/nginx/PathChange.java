package io.phoenix.gateway.server.migration.nginx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a location does to the path, by the URI in its {@code proxy_pass} or by its {@code rewrite}s. The gateway can
 * take a beginning off and nothing else.
 */
final class PathChange {

    private final ImportReport report;

    PathChange(ImportReport report) {
        this.report = report;
    }

    /** The beginning that is taken off, decoded, with its slash; "/" for none. Null if something else happens. */
    @Nullable
    String stripped(Directive location, LocationPattern pattern, Scope scope, Directive pass, ProxyPass to) {
        List<String> paths = pattern.paths();
        if (paths == null) {
            return null;
        }
        List<Directive> rewrites = scope.own("rewrite");
        if (!rewrites.isEmpty()) {
            return byRewrite(paths, rewrites);
        }
        String uri = to.uri();
        if (uri == null) {
            return "/";
        }
        PrefixRewrite change = uri.indexOf('$') >= 0
                ? PrefixRewrite.of(pattern.text(), uri)
                : pattern.isRegex() ? null : byUri(location, pattern, uri, pass);
        String stripped = change == null ? null : change.strippedFrom(pathsOf(pattern, change.matched()));
        if (stripped == null) {
            report.left(pass, "the gateway can take a beginning off a path, not put " + uri + " in its place");
        }
        return stripped;
    }

    /** Where a slash is missing, what is meant is taken for what is said, and the operator told. */
    private PrefixRewrite byUri(Directive location, LocationPattern pattern, String uri, Directive pass) {
        String matched = pattern.text();
        if (pattern.isPrefix() && !matched.endsWith("/") && uri.endsWith("/")) {
            report.finding(
                    location,
                    "without a slash at its end, NGINX sends " + matched + "/x as " + uri + "/x, with two slashes; the"
                            + " gateway sends " + uri + "x");
            return new PrefixRewrite(matched + "/", uri);
        }
        if (pattern.isPrefix() && matched.endsWith("/") && !uri.endsWith("/")) {
            report.finding(pass, "without a slash at the end of the URI, NGINX sends " + matched + "x as " + uri + "x");
        }
        return new PrefixRewrite(matched, uri);
    }

    private @Nullable String byRewrite(List<String> paths, List<Directive> rewrites) {
        String stripped = null;
        for (Directive rewrite : rewrites) {
            String flag = rewrite.argument(2);
            PrefixRewrite change = PrefixRewrite.of(rewrite.argument(0), rewrite.argument(1));
            String beginning = change == null || !flag.equals("break")
                    ? null
                    : change.strippedFrom(List.of(paths.get(paths.size() - 1)));
            if (beginning == null || stripped != null) {
                report.left(
                        rewrite,
                        switch (flag) {
                            case "redirect", "permanent" -> "a route cannot redirect by itself";
                            case "last" -> "nothing can lead from one route to another";
                            default -> "the gateway can take a beginning off a path and nothing else";
                        });
                return null;
            }
            stripped = beginning;
            report.translated(rewrite, "strip-prefix: " + beginning);
        }
        return stripped;
    }

    /**
     * The paths of the route that takes {@code stripped} off: without those that lack just the slash at its end, which
     * the gateway redirects.
     */
    static List<String> pathsOf(LocationPattern pattern, String stripped) {
        List<String> paths = pattern.paths();
        if (paths == null) {
            return List.of();
        }
        List<String> below =
                paths.stream().filter(path -> path.startsWith(stripped)).toList();
        return below.isEmpty() ? paths : below;
    }
}
