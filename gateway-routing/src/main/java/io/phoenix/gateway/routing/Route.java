package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.MediaType;
import io.phoenix.gateway.routing.policy.Cors;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule: which requests it is for and what is done with them.
 *
 * @param hosts host names in lower case, {@code *.name} for any one label before it, {@code *} for all
 * @param paths a path that ends with a slash is a prefix, any other is exact; compared with the raw path
 * @param methods empty for any
 * @param contentType the media type that its requests have, in lower case; null for any or none
 * @param cors answers preflights, whatever the methods; null leaves them to the action
 */
public record Route(
        RoutePolicy policy,
        List<String> hosts,
        List<String> paths,
        Set<String> methods,
        @Nullable String contentType,
        RouteAction action,
        @Nullable Cors cors) {

    /** A route for any media type that has nothing of its own to say to pages of other sites. */
    public Route(RoutePolicy policy, List<String> hosts, List<String> paths, Set<String> methods, RouteAction action) {
        this(policy, hosts, paths, methods, null, action, null);
    }

    /** Whether requests with this Content-Type are its own. */
    boolean admitsType(@Nullable String type) {
        return contentType == null || MediaType.matches(type, contentType);
    }

    /** HEAD is a GET without the body (RFC 9110, section 9.3.2), so whoever takes one takes the other. */
    boolean admits(String method) {
        return methods.isEmpty() || methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
    }
}
