package io.phoenix.gateway.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the file's root: each section, then what holds only between them. */
final class GatewaySection {
    private static final String HOSTS = "[ai.phoenix.local, 10.0.0.153]";
    private static final int MOST_WORKERS = 1024;

    private final Folder folder;
    private final Names upstreamNames = new Names("upstream", Names.PLAIN);
    private final Names listenerNames = new Names("listener", Names.PLAIN);
    private final Names modelNames = new Names("model", Names.MODEL);

    GatewaySection(Path folder) {
        this.folder = new Folder(folder);
    }

    /** The configuration; null or incomplete if a problem was reported. */
    @Nullable
    GatewayConfig read(Value root) {
        Fields fields = Fields.of(root, "a file of sections, like hosts: " + HOSTS);
        if (fields == null) {
            return null;
        }
        Value hostsValue = fields.required("hosts", HOSTS);
        List<String> hosts = hostsValue == null
                ? List.of()
                : Fields.each(hostsValue.someItems("a list, like " + HOSTS), Addresses::hostPattern);
        Value listenersValue = fields.required("listeners", ListenerSection.EXAMPLE);
        Value tlsValue = fields.optional("tls");
        TlsConfig tls = tlsValue == null ? null : new TlsSection(folder).read(tlsValue);
        List<Network> proxies =
                Fields.each(fields.items("trusted-proxies", "a list, like [10.0.0.0/24]"), Addresses::network);
        ListenerSection listenerSection = new ListenerSection(listenerNames, tlsValue != null, !proxies.isEmpty());
        List<ListenerConfig> listeners = listenersValue == null ? List.of() : listenerSection.read(listenersValue);
        AddressChecks checks = new AddressChecks(hosts, listenerSection.addresses());
        AdminConfig admin = readAdmin(root, fields.optional("admin"), checks);
        LogConfig logs = ServiceSections.logs(fields.optional("logs"));
        LimitsConfig limits = ServiceSections.limits(fields.optional("limits"));
        DiscoveryConfig discovery = ServiceSections.discovery(fields.optional("discovery"));
        int workers =
                fields.number("workers", 1, MOST_WORKERS, Runtime.getRuntime().availableProcessors());
        UpstreamSection upstreamSection = new UpstreamSection(folder, upstreamNames);
        Value upstreamsValue = fields.optional("upstreams");
        Map<String, UpstreamConfig> upstreams =
                upstreamsValue == null ? new LinkedHashMap<>() : upstreamSection.read(upstreamsValue);
        AppSection appSection = new AppSection();
        Value appsValue = fields.optional("apps");
        List<AppConfig> apps = appsValue == null ? List.of() : appSection.read(appsValue);
        upstreamSection.read(appSection.upstreams(), upstreams);
        upstreamSection.addresses().forEach(checks::checkLoop);
        ModelSection modelSection = new ModelSection(upstreamNames, modelNames, upstreamSection.anyDiscovers());
        Value modelsValue = fields.optional("models");
        Map<String, ModelConfig> models = modelsValue == null ? Map.of() : modelSection.read(modelsValue);
        RouteSection routeSection =
                new RouteSection(hosts, limits.maxBody(), upstreamNames, modelNames, listenerNames, modelSection, tls);
        Value routesValue = fields.optional("routes");
        List<RouteConfig> routes = new ArrayList<>(routesValue == null ? List.of() : routeSection.read(routesValue));
        routes.addAll(routeSection.read(appSection.routes()));
        if (routesValue == null && appsValue == null) {
            root.warning("there are no routes, so every request will be refused");
        }
        fields.reportUnknown();
        upstreamNames.unused().forEach(place -> place.warning("nothing uses this upstream"));
        return new GatewayConfig(
                hosts, listeners, tls, proxies, admin, logs, limits, discovery, workers, upstreams, apps, models,
                routes);
    }

    private static AdminConfig readAdmin(Value root, @Nullable Value value, AddressChecks checks) {
        Fields fields = value == null ? null : Fields.of(value, "a section, like { address: 127.0.0.1:9090 }");
        Value addressValue = fields == null ? null : fields.required("address", "127.0.0.1:9090");
        if (fields != null) {
            fields.reportUnknown();
        }
        HostPort read = addressValue == null ? null : Addresses.hostPort(addressValue, "127.0.0.1:9090", 0);
        AdminConfig admin = read == null ? AdminConfig.DEFAULTS : new AdminConfig(read);
        if (value == null || read != null) {
            Value place =
                    addressValue == null ? new Value(root.node(), "admin.address", root.problems()) : addressValue;
            checks.checkAdmin(new Placed<>(admin.address(), place));
        }
        return admin;
    }
}
