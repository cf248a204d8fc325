package io.phoenix.gateway.server.config;

import io.phoenix.gateway.core.upstream.UpstreamProtocol;
import io.phoenix.gateway.routing.upstream.ModelApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code upstreams}. */
final class UpstreamSection {
    private static final String ADDRESS = "10.0.0.150:8000";
    private static final int QDRANT_GRPC = 6334;
    private static final Set<Integer> TLS_PORTS = Set.of(443, 8443, 9443);

    private final Folder folder;
    private final Names names;
    private final List<Placed<HostPort>> addresses = new ArrayList<>();
    private boolean anyDiscovers;

    UpstreamSection(Folder folder, Names names) {
        this.folder = folder;
        this.names = names;
    }

    Map<String, UpstreamConfig> read(Value value) {
        Map<String, UpstreamConfig> upstreams = new LinkedHashMap<>();
        List<Value.Entry> entries = value.entries("a section, like { vllm-chat: { address: " + ADDRESS + " } }");
        if (entries == null) {
            names.giveUp();
            return upstreams;
        }
        read(entries, upstreams);
        return upstreams;
    }

    /** Reads {@code entries} into {@code upstreams}. */
    void read(List<Value.Entry> entries, Map<String, UpstreamConfig> upstreams) {
        for (Value.Entry entry : entries) {
            names.declare(entry.key(), entry.at());
            UpstreamConfig upstream = readOne(entry);
            if (upstream != null) {
                upstreams.put(entry.key(), upstream);
            }
        }
    }

    /** Every address that was read, for the checks against other sections. */
    List<Placed<HostPort>> addresses() {
        return addresses;
    }

    /** Whether models may come from an upstream that is asked for them. */
    boolean anyDiscovers() {
        return anyDiscovers;
    }

    private @Nullable UpstreamConfig readOne(Value.Entry entry) {
        Fields fields = Fields.of(entry.value(), "a section, like { address: " + ADDRESS + " }");
        if (fields == null) {
            return null;
        }
        Value address = fields.optional("address");
        Value several = fields.optional("addresses");
        Duration connect = fields.timeout("connect-timeout", UpstreamConfig.DEFAULT_CONNECT_TIMEOUT);
        Duration firstByte = fields.timeout("first-byte-timeout", UpstreamConfig.DEFAULT_FIRST_BYTE_TIMEOUT);
        Duration idle = fields.timeout("idle-timeout", UpstreamConfig.DEFAULT_IDLE_TIMEOUT);
        Duration keepAlive = fields.timeout("keep-alive", UpstreamConfig.DEFAULT_KEEP_ALIVE);
        int connections = fields.number("max-connections", 1, 1_000_000, UpstreamConfig.DEFAULT_MAX_CONNECTIONS);
        Value tlsValue = fields.optional("tls");
        Value apiValue = fields.optional("api");
        boolean discover = fields.flag("discover", false);
        Value protocolValue = fields.optional("protocol");
        Value healthValue = fields.optional("health");
        fields.reportUnknown();

        if (discover) {
            anyDiscovers = true;
            names.use(entry.key());
        }
        ModelApi api = apiValue == null ? null : Choices.api(apiValue);
        UpstreamProtocol protocol = protocolValue == null ? null : Choices.protocol(protocolValue);
        if (discover && protocol == UpstreamProtocol.HTTP_2) {
            fields.at("discover").error("asks in HTTP/1.1, which protocol: h2 rules out; keep one of the two");
        }
        HealthConfig health = healthValue == null ? null : HealthSection.read(healthValue);
        if (health != null && protocol == UpstreamProtocol.HTTP_2) {
            fields.at("health").error("asks in HTTP/1.1, which protocol: h2 rules out; leave it out");
        }
        UpstreamTlsConfig tls = tlsValue == null ? null : readTls(tlsValue);
        List<HostPort> endpoints = new ArrayList<>();
        for (Value place : addressValues(fields, address, several)) {
            HostPort endpoint = Addresses.hostPort(place, ADDRESS, 1);
            if (endpoint != null && endpoints.contains(endpoint)) {
                place.error(endpoint + " is listed twice");
            } else if (endpoint != null) {
                endpoints.add(endpoint);
                addresses.add(new Placed<>(endpoint, place));
                warnOfPort(entry.key(), endpoint, tlsValue != null, protocol == UpstreamProtocol.HTTP_2, place);
            }
        }
        return new UpstreamConfig(
                entry.key(),
                endpoints,
                connect,
                firstByte,
                idle,
                keepAlive,
                connections,
                tls,
                api == null ? UpstreamConfig.DEFAULT_API : api,
                discover,
                protocol == null ? UpstreamConfig.DEFAULT_PROTOCOL : protocol,
                health);
    }

    private static List<Value> addressValues(Fields fields, @Nullable Value address, @Nullable Value several) {
        if (address != null && several != null) {
            several.error("stands beside address; keep one of the two");
        }
        if (several != null) {
            return several.someItems("a list, like [" + ADDRESS + "]");
        }
        Value one = address != null ? address : fields.required("address", ADDRESS);
        return one == null ? List.of() : List.of(one);
    }

    private @Nullable UpstreamTlsConfig readTls(Value value) {
        if (value.isFlag()) {
            return Boolean.TRUE.equals(value.flag()) ? UpstreamTlsConfig.DEFAULTS : null;
        }
        Fields fields = Fields.of(value, "true, or a section, like { trust: /ssl/ca.crt }");
        if (fields == null) {
            return null;
        }
        List<Path> trust = Fields.each(
                Fields.oneOrMore(fields.optional("trust"), "a list of paths, like [/ssl/ca.crt]"), folder::resolve);
        Value serverName = fields.optional("server-name");
        boolean verify = fields.flag("verify", UpstreamTlsConfig.DEFAULTS.verify());
        fields.reportUnknown();
        if (!verify) {
            fields.at("verify")
                    .warning("anyone between the gateway and this upstream can read and change what they say;"
                            + " trust its certificate instead, like trust: /ssl/ca.crt");
        }
        return new UpstreamTlsConfig(trust, serverName == null ? null : Addresses.serverName(serverName), verify);
    }

    private static void warnOfPort(String name, HostPort endpoint, boolean tls, boolean http2, Value place) {
        if (endpoint.port() == QDRANT_GRPC
                && !tls
                && !http2
                && name.toLowerCase(Locale.ROOT).contains("qdrant")) {
            place.warning("6334 is Qdrant's gRPC port; its REST API answers on 6333");
        }
        if (TLS_PORTS.contains(endpoint.port()) && !tls) {
            place.warning("port " + endpoint.port() + " usually speaks TLS; if it does, add tls: true");
        }
    }
}
