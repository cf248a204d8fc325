package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.RequestKind;
import io.phoenix.gateway.routing.upstream.ModelApi;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule: which requests, and what is done with them.
 *
 * @param paths raw, as they stand in the request line; one that ends with a slash is a prefix, any other is exact
 * @param hosts lower-case names, addresses (IPv6 without brackets), {@code *.domain}, or {@code *}; those of the
 *     gateway if the route gives none; never empty
 * @param methods empty means any
 * @param stripPrefix whether the upstream sees the path without the matched prefix; false where that means nothing
 * @param api what its clients speak, which is also the form of the errors they get
 * @param maxBody in bytes, {@link #UNLIMITED} for no limit; the default is already filled in
 * @param explain whether answers tell in a header why the request went where it went
 * @param clientCertificate whether clients must have shown a certificate that was verified
 * @param filters what it asks beside where a request goes
 * @param prefix the prefix, with its last slash, that the upstream does not see, where it is not the matched one
 * @param listeners those that it is for, which then have no other routes than such; empty for all that no route names
 * @param kind which requests it is for; null for all
 */
public record RouteConfig(
        String name,
        List<String> paths,
        List<String> hosts,
        List<String> methods,
        RouteAction action,
        boolean stripPrefix,
        ModelApi api,
        long maxBody,
        boolean explain,
        boolean clientCertificate,
        RouteFilters filters,
        @Nullable String prefix,
        List<String> listeners,
        @Nullable RequestKind kind) {
    public static final ModelApi DEFAULT_API = ModelApi.OPENAI;

    /** The {@code maxBody} that no body exceeds. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    public RouteConfig {
        paths = List.copyOf(paths);
        hosts = List.copyOf(hosts);
        methods = List.copyOf(methods);
        listeners = List.copyOf(listeners);
    }

    /** A route without filters for any listener, of which no other prefix than its own is stripped. */
    public RouteConfig(
            String name,
            List<String> paths,
            List<String> hosts,
            List<String> methods,
            RouteAction action,
            boolean stripPrefix,
            ModelApi api,
            long maxBody,
            boolean explain,
            boolean clientCertificate) {
        this(
                name,
                paths,
                hosts,
                methods,
                action,
                stripPrefix,
                api,
                maxBody,
                explain,
                clientCertificate,
                RouteFilters.NONE,
                null,
                List.of(),
                null);
    }
}
