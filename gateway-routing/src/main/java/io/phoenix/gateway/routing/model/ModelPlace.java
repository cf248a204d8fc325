package io.phoenix.gateway.routing.model;

import java.util.Locale;

/** Where the requests of a route name their model. */
public enum ModelPlace {
    /** In the body: JSON, or a multipart form where its Content-Type says so. */
    BODY("the body's model"),
    /** In a field of an urlencoded form. */
    FORM("the form's model"),
    /** In a parameter of the query. */
    QUERY("the query's model"),
    /** In the segment of the path that follows the route's own. */
    PATH("the model in the path");

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final String description;

    ModelPlace(String description) {
        this.description = description;
    }

    /** The name in configuration files. */
    public String wire() {
        return wire;
    }

    /** What decides, in a few words for operators. */
    String description() {
        return description;
    }
}
