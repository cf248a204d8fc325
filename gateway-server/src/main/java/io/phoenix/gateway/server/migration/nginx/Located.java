package io.phoenix.gateway.server.migration.nginx;

import java.util.List;

/** What a location became. */
sealed interface Located {

    /** A route. */
    record Routed(RouteDraft route) implements Located {}

    /** Nothing may come here: {@code paths}, raw, are to be refused where a wider route would take them. */
    record Closed(Directive location, List<String> paths) implements Located {}

    /** Nothing; why was reported. */
    record Left() implements Located {}
}
