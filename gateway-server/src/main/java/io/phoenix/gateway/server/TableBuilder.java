package io.phoenix.gateway.server;

import io.phoenix.gateway.core.auth.AuthRequest;
import io.phoenix.gateway.core.auth.ForwardAuth;
import io.phoenix.gateway.core.auth.IdentityHeaders;
import io.phoenix.gateway.core.exchange.Guard;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.AddressRanges;
import io.phoenix.gateway.core.http.TrustedProxies;
import io.phoenix.gateway.core.tls.ClientTls;
import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamPolicy;
import io.phoenix.gateway.core.upstream.UpstreamProtocol;
import io.phoenix.gateway.routing.AddressRule;
import io.phoenix.gateway.routing.BlockRule;
import io.phoenix.gateway.routing.CertificateRule;
import io.phoenix.gateway.routing.GuardRule;
import io.phoenix.gateway.routing.ProxyRule;
import io.phoenix.gateway.routing.RedirectRule;
import io.phoenix.gateway.routing.RefuseRule;
import io.phoenix.gateway.routing.Route;
import io.phoenix.gateway.routing.RouteAction;
import io.phoenix.gateway.routing.RoutingTable;
import io.phoenix.gateway.routing.model.Model;
import io.phoenix.gateway.routing.model.ModelDirectory;
import io.phoenix.gateway.routing.model.ModelList;
import io.phoenix.gateway.routing.model.ModelRule;
import io.phoenix.gateway.routing.model.OfferedEndpoints;
import io.phoenix.gateway.routing.model.OfferedEndpoints.Offer;
import io.phoenix.gateway.routing.model.OllamaModelList;
import io.phoenix.gateway.routing.policy.BlockedPaths;
import io.phoenix.gateway.routing.policy.RouteHeaders;
import io.phoenix.gateway.routing.upstream.ModelApi;
import io.phoenix.gateway.routing.upstream.Upstream;
import io.phoenix.gateway.server.config.AuthConfig;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.config.HealthConfig;
import io.phoenix.gateway.server.config.ModelConfig;
import io.phoenix.gateway.server.config.Network;
import io.phoenix.gateway.server.config.RouteAction.ByModel;
import io.phoenix.gateway.server.config.RouteAction.ListModels;
import io.phoenix.gateway.server.config.RouteAction.Redirect;
import io.phoenix.gateway.server.config.RouteAction.Refuse;
import io.phoenix.gateway.server.config.RouteAction.ToUpstream;
import io.phoenix.gateway.server.config.RouteConfig;
import io.phoenix.gateway.server.config.RouteFilters;
import io.phoenix.gateway.server.config.UpstreamConfig;
import io.phoenix.gateway.server.config.UpstreamTlsConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a checked configuration into the objects that decide. Used once, by the thread that starts the program. */
final class TableBuilder {

    /**
     * The decisions and what they are made with.
     *
     * @param own the tables of those listeners that routes are for by name
     * @param discovered those of {@code upstreams} that are asked for their models
     * @param probed those of {@code upstreams} whose endpoints are probed, and how
     * @param tls what must be closed after the last exchange that may use it
     */
    record Built(
            RoutingTable table,
            Map<String, RoutingTable> own,
            ModelDirectory models,
            List<Upstream> upstreams,
            List<Upstream> discovered,
            Map<Upstream, HealthConfig> probed,
            List<ClientTls> tls) {

        /** The routes of {@code listener}. */
        RoutingTable tableOf(String listener) {
            return own.getOrDefault(listener, table);
        }
    }

    private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
    private final Map<String, Guard> guards = new LinkedHashMap<>();
    private final List<ClientTls> tls = new ArrayList<>();

    private TableBuilder() {}

    /** Builds from {@code config}; names in it are known to exist. */
    static Built build(GatewayConfig config) throws TlsSetupException {
        return connected(config).built(config, false);
    }

    /** The same with every decision explained, whatever its route asks for. */
    static Built buildExplained(GatewayConfig config) throws TlsSetupException {
        return connected(config).built(config, true);
    }

    /** The same, to look at only: no file is read, and nothing is ready to connect. */
    static Built buildUnconnected(GatewayConfig config) {
        TableBuilder builder = new TableBuilder();
        config.upstreams().values().forEach(upstream -> builder.add(upstream, null));
        return builder.built(config, true);
    }

    private static TableBuilder connected(GatewayConfig config) throws TlsSetupException {
        TableBuilder builder = new TableBuilder();
        try {
            for (UpstreamConfig upstream : config.upstreams().values()) {
                builder.add(upstream, builder.clientTls(upstream));
            }
        } catch (TlsSetupException e) {
            builder.tls.forEach(ClientTls::close);
            throw e;
        }
        return builder;
    }

    private Built built(GatewayConfig config, boolean explained) {
        ModelDirectory models = models(config);
        config.auth().values().forEach(this::add);
        List<Route> routes = routes(config, models, explained);
        Map<String, RoutingTable> own = new LinkedHashMap<>();
        config.routes().stream()
                .flatMap(route -> route.listeners().stream())
                .forEach(listener -> own.computeIfAbsent(listener, name -> table(config, routes, List.of(name))));
        List<Upstream> discovered = config.upstreams().values().stream()
                .filter(UpstreamConfig::discover)
                .map(upstream -> upstream(upstream.name()))
                .toList();
        Map<Upstream, HealthConfig> probed = new LinkedHashMap<>();
        for (UpstreamConfig upstream : config.upstreams().values()) {
            if (upstream.health() != null) {
                probed.put(upstream(upstream.name()), upstream.health());
            }
        }
        return new Built(
                table(config, routes, List.of()),
                own,
                models,
                List.copyOf(upstreams.values()),
                discovered,
                probed,
                tls);
    }

    /** Those of {@code routes}, which are built in the order of the configuration, that are for these listeners. */
    private static RoutingTable table(GatewayConfig config, List<Route> routes, List<String> listeners) {
        List<Route> chosen = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            List<String> named = config.routes().get(i).listeners();
            if (listeners.isEmpty() ? named.isEmpty() : named.containsAll(listeners)) {
                chosen.add(routes.get(i));
            }
        }
        return new RoutingTable(chosen);
    }

    private @Nullable ClientTls clientTls(UpstreamConfig upstream) throws TlsSetupException {
        UpstreamTlsConfig config = upstream.tls();
        if (config == null) {
            return null;
        }
        ClientTls clientTls = upstream.protocol() == UpstreamProtocol.HTTP_2
                ? ClientTls.ofHttp2(config.trust(), config.serverName(), config.verify())
                : ClientTls.of(config.trust(), config.serverName(), config.verify());
        tls.add(clientTls);
        return clientTls;
    }

    private void add(UpstreamConfig config, @Nullable ClientTls clientTls) {
        UpstreamPolicy policy = new UpstreamPolicy(
                config.connectTimeout(),
                config.firstByteTimeout(),
                config.idleTimeout(),
                config.keepAlive(),
                config.maxConnections());
        List<Endpoint> endpoints = config.addresses().stream()
                .map(address -> new Endpoint(
                        config.name(), address.host(), address.port(), policy, clientTls, config.protocol()))
                .toList();
        upstreams.put(config.name(), new Upstream(config.name(), endpoints, config.api()));
    }

    private void add(AuthConfig config) {
        guards.put(
                config.name(),
                new ForwardAuth(
                        config.name(),
                        upstream(config.upstream()),
                        new AuthRequest(config.path(), config.requestHeaders()),
                        new IdentityHeaders(config.responseHeaders()),
                        config.timeout()));
    }

    private List<Route> routes(GatewayConfig config, ModelDirectory models, boolean explained) {
        OfferedEndpoints offered = offered(config);
        TrustedProxies proxies = TrustedProxies.of(texts(config.trustedProxies()));
        ModelList list = new ModelList(models, System.currentTimeMillis() / 1000);
        OllamaModelList ollamaList = new OllamaModelList(models);
        return config.routes().stream()
                .map(route -> new Route(
                        new RoutePolicy(
                                route.name(),
                                route.maxBody(),
                                route.api().errors(),
                                explained || route.explain(),
                                RouteHeaders.of(
                                        route.filters().requestHeaders(),
                                        route.filters().headers(),
                                        route.filters().cors())),
                        route.hosts(),
                        route.paths(),
                        Set.copyOf(route.methods()),
                        guarded(
                                route,
                                route.action() instanceof ListModels
                                        ? route.api() == ModelApi.OLLAMA ? ollamaList : list
                                        : action(route, models, offered)),
                        route.filters().cors(),
                        route.kind(),
                        clients(route, proxies)))
                .toList();
    }

    private static OfferedEndpoints offered(GatewayConfig config) {
        List<Offer> offers = new ArrayList<>();
        for (RouteConfig route : config.routes()) {
            if (route.action() instanceof ByModel byModel) {
                route.paths().forEach(path -> offers.add(new Offer(path, byModel.kinds(), route.api())));
            }
        }
        return new OfferedEndpoints(offers);
    }

    private ModelDirectory models(GatewayConfig config) {
        return new ModelDirectory(
                config.models().values().stream().map(this::model).toList());
    }

    private Model model(ModelConfig config) {
        Model model = new Model(
                config.name(),
                config.servedAs(),
                config.aliases(),
                config.kindOrAssumed(),
                upstream(config.upstream()),
                config.renameAnswers());
        return config.kind() == null ? model.withAssumedKind() : model;
    }

    /**
     * Blocked paths are judged last, since they are about what would be sent to those who may ask at all; who has no
     * certificate is not worth a question to another service.
     */
    private RouteAction guarded(RouteConfig route, RouteAction action) {
        RouteFilters filters = route.filters();
        RouteAction guarded =
                filters.block().isEmpty() ? action : new BlockRule(new BlockedPaths(filters.block()), action);
        String auth = filters.auth();
        if (auth != null) {
            guarded = new GuardRule(Objects.requireNonNull(guards.get(auth), "the checks passed it"), guarded);
        }
        return route.clientCertificate() ? new CertificateRule(guarded) : guarded;
    }

    private static @Nullable AddressRule clients(RouteConfig route, TrustedProxies proxies) {
        List<Network> allow = route.filters().allow();
        return allow.isEmpty() ? null : new AddressRule(AddressRanges.of(texts(allow)), proxies);
    }

    private static List<String> texts(List<Network> networks) {
        return networks.stream().map(Object::toString).toList();
    }

    private RouteAction action(RouteConfig route, ModelDirectory models, OfferedEndpoints offered) {
        if (route.action() instanceof ByModel byModel) {
            return new ModelRule(
                    models,
                    byModel.kinds(),
                    route.api(),
                    offered,
                    byModel.defaultModel(),
                    byModel.from(),
                    route.stripPrefix());
        }
        if (route.action() instanceof ToUpstream to) {
            return new ProxyRule(upstream(to.upstream()), route.stripPrefix(), route.prefix());
        }
        if (route.action() instanceof Redirect redirect) {
            return new RedirectRule(redirect.to(), redirect.status());
        }
        if (route.action() instanceof Refuse) {
            return new RefuseRule();
        }
        throw new IllegalStateException("no such action: " + route.action());
    }

    private Upstream upstream(String name) {
        return Objects.requireNonNull(upstreams.get(name), "the configuration's checks passed an unknown upstream");
    }
}
