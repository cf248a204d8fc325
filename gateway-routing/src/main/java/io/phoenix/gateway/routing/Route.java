package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
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
 * @param cors answers preflights, whatever the methods; null leaves them to the action
 * @param kind which of the requests it is for; the others go on to other routes; null for all
 * @param clients whom it serves, asked before anything else; null for all
 */
public record Route(
        RoutePolicy policy,
        List<String> hosts,
        List<String> paths,
        Set<String> methods,
        RouteAction action,
        @Nullable Cors cors,
        @Nullable RequestKind kind,
        @Nullable AddressRule clients) {

    /** A route for all clients that has nothing of its own to say to pages of other sites. */
    public Route(RoutePolicy policy, List<String> hosts, List<String> paths, Set<String> methods, RouteAction action) {
        this(policy, hosts, paths, methods, action, null, null, null);
    }

    /** Where it leads and for whom, in a few words for operators. */
    public String describe() {
        String where = kind == null ? action.describe() : action.describe() + ", for " + kind;
        return clients == null ? where : where + ", " + clients;
    }

    /** Whether it is for requests like {@code head}, which came by its {@code path}. */
    boolean isFor(RequestHead head, String path) {
        return kind == null || kind.includes(head, path);
    }

    /** The answer to a client that it does not serve, or null. */
    @Nullable
    LocalReply refusal(RequestHead head) {
        return clients == null ? null : clients.refusal(head);
    }

    /** HEAD is a GET without the body (RFC 9110, section 9.3.2), so whoever takes one takes the other. */
    boolean admits(String method) {
        return methods.isEmpty() || methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
    }
}
