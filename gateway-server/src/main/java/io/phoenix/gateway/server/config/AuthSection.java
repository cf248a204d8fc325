package io.phoenix.gateway.server.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code auth}; upstreams must have been read. */
final class AuthSection {
    private static final String PATH = "/api/authz/forward-auth";
    private static final String EXAMPLE = "{ upstream: authelia, path: " + PATH + " }";

    private final Names upstreams;
    private final Names names;

    AuthSection(Names upstreams, Names names) {
        this.upstreams = upstreams;
        this.names = names;
    }

    Map<String, AuthConfig> read(Value value) {
        Map<String, AuthConfig> services = new LinkedHashMap<>();
        List<Value.Entry> entries = value.entries("a section, like { authelia: " + EXAMPLE + " }");
        if (entries == null) {
            names.giveUp();
            return services;
        }
        for (Value.Entry entry : entries) {
            names.declare(entry.key(), entry.at());
            AuthConfig service = readOne(entry);
            if (service != null) {
                services.put(entry.key(), service);
            }
        }
        return services;
    }

    private @Nullable AuthConfig readOne(Value.Entry entry) {
        Fields fields = Fields.of(entry.value(), "a section, like " + EXAMPLE);
        if (fields == null) {
            return null;
        }
        Value upstreamValue = fields.required("upstream", "authelia");
        Value pathValue = fields.required("path", PATH);
        List<String> requestHeaders = HeaderSection.names(fields, "request-headers");
        List<String> responseHeaders = HeaderSection.names(fields, "response-headers");
        Duration timeout = fields.timeout("timeout", AuthConfig.DEFAULT_TIMEOUT);
        fields.reportUnknown();
        String upstream = upstreamValue == null ? null : upstreams.resolve(upstreamValue);
        String path = pathValue == null ? null : PathRule.readWithQuery(pathValue, PATH);
        return upstream == null || path == null
                ? null
                : new AuthConfig(entry.key(), upstream, path, requestHeaders, responseHeaders, timeout);
    }
}
