package io.phoenix.gateway.server;

import io.phoenix.gateway.routing.Route;
import io.phoenix.gateway.routing.RoutingTable;
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
        TextTable text = new TextTable("ROUTE", "HOSTS", "PATHS", "METHODS", "LEADS TO");
        for (Route route : table.routes()) {
            text.add(
                    route.policy().name(),
                    String.join(",", route.hosts()),
                    String.join(",", route.paths()),
                    route.methods().isEmpty() ? "any" : String.join(",", new TreeSet<>(route.methods())),
                    route.describe());
        }
        return text.render();
    }
}
