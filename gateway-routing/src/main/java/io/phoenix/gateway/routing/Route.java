package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RoutePolicy;
import java.util.List;
import java.util.Set;

/**
 * One rule: which requests it is for and what is done with them.
 *
 * @param hosts host names in lower case, {@code *.name} for any one label before it, {@code *} for all
 * @param paths a path that ends with a slash is a prefix, any other is exact; compared with the raw path
 * @param methods empty for any
 */
public record Route(
        RoutePolicy policy, List<String> hosts, List<String> paths, Set<String> methods, RouteAction action) {

    /** HEAD is a GET without the body (RFC 9110, section 9.3.2), so whoever takes one takes the other. */
    boolean admits(String method) {
        return methods.isEmpty() || methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
    }
}
