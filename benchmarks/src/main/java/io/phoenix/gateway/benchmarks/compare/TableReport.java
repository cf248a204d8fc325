package io.phoenix.gateway.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results as one table of text. Stateless. */
final class TableReport {
    /** The ratio to these is told. */
    static final List<String> RIVALS = List.of("nginx", "haproxy");

    static final String OURS = "gateway";

    private TableReport() {}

    /** A table in Markdown, one row for each measure of each scenario; {@code targets} are its columns. */
    static String of(List<Result> results, List<String> targets) {
        List<List<String>> rows = new ArrayList<>();
        List<String> heading = new ArrayList<>(List.of("scenario", "measure"));
        heading.addAll(targets);
        RIVALS.stream().filter(targets::contains).forEach(rival -> heading.add(OURS + " / " + rival));
        rows.add(heading);
        for (Result result : results) {
            String title = result.scenario().title();
            for (Measure measure : result.measures()) {
                rows.add(row(title, result, measure, targets));
                title = "";
            }
            for (String target : result.faults().keySet()) {
                rows.add(List.of(title, "VOID", target + ": " + result.fault(target)));
                title = "";
            }
        }
        return print(rows);
    }

    private static List<String> row(String title, Result result, Measure measure, List<String> targets) {
        List<String> row = new ArrayList<>(List.of(title, measure.name()));
        for (String target : targets) {
            Spread spread = result.spread(target, measure);
            row.add(spread == null ? "" : spread.text());
        }
        RIVALS.stream().filter(targets::contains).forEach(rival -> row.add(ratio(result, measure, rival)));
        return row;
    }

    private static String ratio(Result result, Measure measure, String rival) {
        Double ratio = ratioTo(rival, result, measure);
        return ratio == null ? "" : Spread.number(ratio);
    }

    /** Our median over that of {@code rival}, or null if there is none. */
    static @Nullable Double ratioTo(String rival, Result result, Measure measure) {
        if (!measure.compared()) {
            return null;
        }
        Spread ours = result.spread(OURS, measure);
        Spread theirs = result.spread(rival, measure);
        return ours == null || theirs == null || theirs.median() == 0 ? null : ours.median() / theirs.median();
    }

    private static String print(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            // The text of a fault may be as long as it likes.
            for (int i = 0; i < row.size() && row.size() == columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            text.append('|');
            for (int i = 0; i < rows.get(r).size(); i++) {
                String cell = rows.get(r).get(i);
                text.append(' ')
                        .append(cell)
                        .append(" ".repeat(Math.max(0, widths[i] - cell.length())))
                        .append(" |");
            }
            text.append('\n');
            if (r == 0) {
                text.append('|');
                for (int width : widths) {
                    text.append("-".repeat(width + 2)).append('|');
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
