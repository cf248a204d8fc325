package io.phoenix.gateway.server;

import io.phoenix.gateway.routing.Route;
import io.phoenix.gateway.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Shows a routing table as text, a line per route, in columns. Stateless. */
final class RouteTable {

    private RouteTable() {}

    /** The routes of most listeners, and after them those of the listeners that have their own. */
    static String render(TableBuilder.Built built) {
        StringBuilder text = new StringBuilder(render(built.table()));
        built.own()
                .forEach((listener, table) ->
                        text.append("\nlistener ").append(listener).append('\n').append(render(table)));
        return text.toString();
    }

    private static String render(RoutingTable table) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"ROUTE", "HOSTS", "PATHS", "METHODS", "LEADS TO"});
        for (Route route : table.routes()) {
            rows.add(new String[] {
                route.policy().name(),
                String.join(",", route.hosts()),
                String.join(",", route.paths()),
                route.methods().isEmpty() ? "any" : String.join(",", new TreeSet<>(route.methods())),
                route.describe()
            });
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(" ".repeat(width(rows, i) - row[i].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int width(List<String[]> rows, int column) {
        return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    }
}
