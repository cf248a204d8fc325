package io.phoenix.gateway.server;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as they need to be. Used by one thread. */
final class TextTable {

    private final List<String[]> rows = new ArrayList<>();

    /** A table whose first row is {@code titles}. */
    TextTable(String... titles) {
        rows.add(titles);
    }

    /** Adds a row of as many cells as there are titles. */
    void add(String... cells) {
        rows.add(cells);
    }

    /** A line per row. */
    String render() {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(" ".repeat(width(i) - row[i].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    }
}
