package io.phoenix.gateway.benchmarks.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The results as one page without anything from elsewhere: bars of medians, with lines for the spread. Stateless. */
final class HtmlReport {
    private static final Map<String, String> COLOURS =
            Map.of("gateway", "#c2410c", "nginx", "#15803d", "haproxy", "#1d4ed8", "direct", "#a8a29e");
    private static final int BAR = 22;
    private static final int LABEL = 90;
    private static final int WIDTH = 420;

    private static final String STYLE = """
            body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c1917;background:#fff}
            section{margin:0 0 2rem}h2{font-size:1.05rem;margin:0 0 .4rem}.charts{display:flex;flex-wrap:wrap;gap:1.2rem}
            figure{margin:0}figcaption{color:#57534e;font-size:.85rem}svg{max-width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:currentColor}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:.9rem}dd{margin:0}.void{color:#b91c1c}
            @media(prefers-color-scheme:dark){body{background:#1c1917;color:#e7e5e4}figcaption{color:#a8a29e}}
            """;

    private HtmlReport() {}

    /** The page; {@code conditions} say under what it was measured. */
    static String of(List<Result> results, List<String> targets, Map<String, String> conditions) {
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>Side by side</title><style>")
                .append(STYLE)
                .append("</style>\n<h1>Phoenix Gateway beside NGINX with njs and HAProxy</h1>\n<dl>");
        conditions.forEach((name, value) -> page.append("<dt>")
                .append(escape(name))
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd>"));
        page.append("</dl>\n<p>Bars are medians, lines reach from the least to the most of all rounds.</p>\n");
        for (Result result : results) {
            page.append("<section><h2>")
                    .append(escape(result.scenario().title()))
                    .append("</h2><div class=\"charts\">");
            result.measures().forEach(measure -> chart(page, result, measure, targets));
            page.append("</div>");
            result.faults()
                    .forEach((target, fault) -> page.append("<p class=\"void\">Void: ")
                            .append(escape(target + ": " + fault))
                            .append("</p>"));
            page.append("</section>\n");
        }
        return page.append("</html>\n").toString();
    }

    private static void chart(StringBuilder page, Result result, Measure measure, List<String> targets) {
        List<String> shown = targets.stream()
                .filter(target -> result.spread(target, measure) != null)
                .toList();
        double most = shown.stream()
                .mapToDouble(target ->
                        Objects.requireNonNull(result.spread(target, measure)).most())
                .max()
                .orElse(0);
        int height = shown.size() * BAR + 4;
        page.append("<figure><svg role=\"img\" width=\"")
                .append(WIDTH)
                .append("\" height=\"")
                .append(height);
        page.append("\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append("\">");
        for (int i = 0; i < shown.size(); i++) {
            bar(page, shown.get(i), Objects.requireNonNull(result.spread(shown.get(i), measure)), most, i * BAR);
        }
        page.append("</svg><figcaption>").append(escape(measure.name()));
        page.append(measure.more() ? ", more is better" : ", less is better").append("</figcaption></figure>");
    }

    private static void bar(StringBuilder page, String target, Spread spread, double most, int top) {
        double scale = most <= 0 ? 0 : (WIDTH - LABEL - 110) / most;
        double length = Math.max(0, spread.median() * scale);
        page.append(String.format(
                Locale.ROOT,
                "<text x=\"0\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                top + 15,
                escape(target),
                LABEL,
                top + 3,
                length,
                BAR - 7,
                COLOURS.getOrDefault(target, "#78716c")));
        page.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"currentColor\"/><text x=\"%.1f\" y=\"%d\">%s</text>",
                LABEL + Math.max(0, spread.least() * scale),
                LABEL + Math.max(0, spread.most() * scale),
                top + 10,
                top + 10,
                LABEL + Math.max(0, spread.most() * scale) + 6,
                top + 15,
                Spread.number(spread.median())));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
