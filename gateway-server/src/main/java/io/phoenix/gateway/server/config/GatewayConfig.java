package io.phoenix.gateway.server.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the configuration file says, checked and with its defaults filled in. Immutable; maps keep the file's
 * order.
 *
 * @param hosts what a route without hosts of its own answers to: see {@link RouteConfig#hosts}
 * @param tls null only if no listener uses TLS
 * @param workers number of event loops
 * @param upstreams by name
 * @param apps in the file's order; what they stand for is among the upstreams and routes
 * @param models by name, not by alias
 * @param auth the authentication services, by name
 * @param routes in the file's order, which decides between routes of the same host and path
 */
public record GatewayConfig(
        List<String> hosts,
        List<ListenerConfig> listeners,
        @Nullable TlsConfig tls,
        List<Network> trustedProxies,
        AdminConfig admin,
        LogConfig logs,
        LimitsConfig limits,
        DiscoveryConfig discovery,
        int workers,
        Map<String, UpstreamConfig> upstreams,
        List<AppConfig> apps,
        Map<String, ModelConfig> models,
        Map<String, AuthConfig> auth,
        List<RouteConfig> routes) {
    public GatewayConfig {
        hosts = List.copyOf(hosts);
        listeners = List.copyOf(listeners);
        trustedProxies = List.copyOf(trustedProxies);
        upstreams = Collections.unmodifiableMap(new LinkedHashMap<>(upstreams));
        apps = List.copyOf(apps);
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        auth = Collections.unmodifiableMap(new LinkedHashMap<>(auth));
        routes = List.copyOf(routes);
    }

    /** The same with the admin listener elsewhere. */
    public GatewayConfig withAdmin(HostPort address) {
        return with(listeners, new AdminConfig(address));
    }

    /**
     * The same with listeners elsewhere, by their names.
     *
     * @throws IllegalArgumentException if there is none of a name, with a message that says which there are
     */
    public GatewayConfig withListenersAt(Map<String, HostPort> addresses) {
        List<String> names = listeners.stream().map(ListenerConfig::name).toList();
        for (String name : addresses.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("no listener is called " + name + "; there are " + names);
            }
        }
        return with(
                listeners.stream()
                        .map(listener -> listener.at(addresses.getOrDefault(listener.name(), listener.address())))
                        .toList(),
                admin);
    }

    private GatewayConfig with(List<ListenerConfig> otherListeners, AdminConfig otherAdmin) {
        return new GatewayConfig(
                hosts,
                otherListeners,
                tls,
                trustedProxies,
                otherAdmin,
                logs,
                limits,
                discovery,
                workers,
                upstreams,
                apps,
                models,
                auth,
                routes);
    }
}
