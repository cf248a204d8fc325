package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.RequestKind;
import io.phoenix.gateway.routing.model.EndpointKinds;
import io.phoenix.gateway.routing.model.ModelPlace;
import io.phoenix.gateway.routing.upstream.ModelApi;
import io.phoenix.gateway.server.config.RouteAction.ByModel;
import io.phoenix.gateway.server.config.RouteAction.ListModels;
import io.phoenix.gateway.server.config.RouteAction.Refuse;
import io.phoenix.gateway.server.config.RouteAction.ToUpstream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code routes}; upstreams, models and authentication services must have been read. */
final class RouteSection {
    private static final String EXAMPLE = "{ name: qdrant, path: /qdrant/, upstream: qdrant }";
    private static final String ACTIONS =
            "models: chat, upstream: qdrant, redirect: /qdrant/, refuse: true or list-models: true";
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]*");

    private final List<String> gatewayHosts;
    private final long modelBody;
    private final Names upstreams;
    private final Names modelNames;
    private final Names listeners;
    private final Names services;
    private final ModelSection models;
    private final boolean asksForCertificates;
    private final Names names = new Names("route", Names.PLAIN);
    private final RouteOverlaps overlaps = new RouteOverlaps();

    RouteSection(
            List<String> gatewayHosts,
            long modelBody,
            Names upstreams,
            Names modelNames,
            Names listeners,
            Names services,
            ModelSection models,
            @Nullable TlsConfig tls) {
        this.asksForCertificates = tls != null && tls.clientAuth() != ClientAuth.NONE;
        this.gatewayHosts = gatewayHosts;
        this.modelBody = modelBody;
        this.upstreams = upstreams;
        this.modelNames = modelNames;
        this.listeners = listeners;
        this.services = services;
        this.models = models;
    }

    List<RouteConfig> read(Value value) {
        return read(value.someItems("a list, like [" + EXAMPLE + "]"));
    }

    List<RouteConfig> read(List<Value> items) {
        List<RouteConfig> routes = new ArrayList<>();
        for (Value item : items) {
            RouteConfig route = readOne(item);
            if (route != null) {
                routes.add(route);
            }
        }
        return routes;
    }

    private @Nullable RouteConfig readOne(Value value) {
        Fields fields = Fields.of(value, "a section, like " + EXAMPLE);
        if (fields == null) {
            return null;
        }
        Value nameValue = fields.required("name", "qdrant");
        List<Value> pathValues =
                Fields.oneOrMore(fields.required("path", "/qdrant/"), "a list of paths, like [/qdrant/]");
        List<String> hosts =
                Fields.each(fields.someItems("hosts", "a list, like [ai.phoenix.local]"), Addresses::hostPattern);
        List<String> ports = Fields.each(fields.someItems("listeners", "a list, like [webui]"), listeners::resolve);
        List<String> methods =
                Fields.each(fields.someItems("methods", "a list, like [GET, POST]"), RouteSection::method);
        Value kindValue = fields.optional("for");
        RequestKind kind = kindValue == null ? null : Choices.requests(kindValue);
        RouteAction action = readAction(fields, pathValues);
        // The path of a call of gRPC is the name of what is called.
        StripPrefix strip = StripPrefix.read(fields, pathValues, action, kind != RequestKind.GRPC);
        Value apiValue = fields.optional("api");
        long maxBody = readMaxBody(fields, action);
        boolean explain = fields.flag("explain", false);
        boolean certificate = readClientCertificate(fields);
        RouteFilters filters = FilterSection.read(fields, action, services);
        fields.reportUnknown();

        String name = nameValue == null ? null : nameValue.text("a name, like qdrant");
        if (nameValue != null && name != null) {
            names.declare(name, nameValue);
        }
        ModelApi api = apiValue == null ? null : Choices.api(apiValue);
        List<String> effectiveHosts = fields.isGiven("hosts") ? hosts : gatewayHosts;
        List<Placed<String>> placed = new ArrayList<>();
        List<String> paths = Fields.each(pathValues, place -> place(PathRule.read(place), place, placed));
        if (!fields.isGiven("methods") || !methods.isEmpty()) {
            overlaps.add(placed, effectiveHosts, methods, ports, kind);
        }
        return name == null || action == null
                ? null
                : new RouteConfig(
                        name,
                        paths,
                        effectiveHosts,
                        methods,
                        action,
                        strip.strips(),
                        api == null ? RouteConfig.DEFAULT_API : api,
                        maxBody,
                        explain,
                        certificate,
                        filters,
                        strip.prefix(),
                        ports,
                        kind);
    }

    private static @Nullable String place(@Nullable String path, Value at, List<Placed<String>> placed) {
        if (path != null) {
            placed.add(new Placed<>(path, at));
        }
        return path;
    }

    private @Nullable RouteAction readAction(Fields fields, List<Value> paths) {
        Value kind = fields.optional("models");
        Value upstream = fields.optional("upstream");
        Value list = fields.optional("list-models");
        Value redirect = fields.optional("redirect");
        Value refuse = fields.optional("refuse");
        Value defaultModel = fields.optional("default-model");
        Value place = fields.optional("model-from");
        long actions = Stream.of(kind, upstream, list, redirect, refuse)
                .filter(Objects::nonNull)
                .count();
        if (actions != 1) {
            fields.section()
                    .error((actions == 0 ? "does nothing yet; give it one of " : "does several things; keep one of ")
                            + ACTIONS);
        }
        for (Value detail : kind == null ? Arrays.asList(defaultModel, place) : List.<Value>of()) {
            if (detail != null) {
                detail.error("has no meaning without models; remove it, or write, for example, models: chat");
            }
        }
        ModelPlace from = place == null ? ModelPlace.BODY : readPlace(place, paths, defaultModel);
        RouteAction byModel = kind == null ? null : byModel(kind, defaultModel, from);
        String name = upstream == null ? null : upstreams.resolve(upstream);
        RouteAction elsewhere = redirect == null ? null : RedirectSection.read(redirect);
        boolean lists = list != null && isTrue(list);
        if (refuse != null && isTrue(refuse)) {
            return new Refuse();
        }
        if (byModel != null || elsewhere != null) {
            return byModel != null ? byModel : elsewhere;
        }
        return name != null ? new ToUpstream(name) : lists ? new ListModels() : null;
    }

    private static boolean isTrue(Value value) {
        Boolean flag = value.flag();
        if (Boolean.FALSE.equals(flag)) {
            value.error("should be true, or be left out");
        }
        return Boolean.TRUE.equals(flag);
    }

    private @Nullable RouteAction byModel(Value kindValue, @Nullable Value defaultValue, @Nullable ModelPlace from) {
        EndpointKinds kinds = Choices.kinds(kindValue);
        if (kinds != null && !models.anyServes(kinds)) {
            kindValue.warning("no model is of kind " + kinds + ", so every request here will be refused");
        }
        ModelConfig model = defaultValue == null ? null : defaultModel(defaultValue, kinds);
        return kinds == null || from == null ? null : new ByModel(kinds, model == null ? null : model.name(), from);
    }

    private static @Nullable ModelPlace readPlace(Value value, List<Value> paths, @Nullable Value defaultModel) {
        ModelPlace place = Choices.place(value);
        if (place == ModelPlace.PATH) {
            paths.stream()
                    .filter(path -> !PathRule.isPrefix(path))
                    .forEach(path -> path.error(
                            "should end with \"/\", since model-from: path reads the model in what follows it"));
            if (defaultModel != null) {
                defaultModel.error("has no meaning with model-from: path; a path without a model leads nowhere");
            }
        }
        return place;
    }

    private @Nullable ModelConfig defaultModel(Value value, @Nullable EndpointKinds kinds) {
        String name = modelNames.resolve(value);
        ModelConfig model = name == null ? null : models.find(name);
        if (name != null && model != null && kinds != null && !kinds.accept(model.kindOrAssumed())) {
            value.error(Excerpt.of(name) + " is of kind "
                    + model.kindOrAssumed().wire() + ", which does not serve " + kinds);
        }
        return model;
    }

    private long readMaxBody(Fields fields, @Nullable RouteAction action) {
        Value value = fields.optional("max-body");
        if (value != null) {
            boolean unlimited = value.isText("unlimited");
            Long size = unlimited ? Long.valueOf(RouteConfig.UNLIMITED) : Units.size(value, 0);
            return size == null ? modelBody : size;
        }
        return action instanceof ToUpstream ? RouteConfig.UNLIMITED : modelBody;
    }

    private boolean readClientCertificate(Fields fields) {
        Value value = fields.optional("client-certificate");
        boolean required = value != null && value.isText("required");
        if (value != null && !required) {
            value.error("should be required, or be left out");
        } else if (value != null && !asksForCertificates) {
            value.error("needs tls.client-ca, the file of those who vouch for clients; without it no client shows a"
                    + " certificate");
        }
        return required;
    }

    static @Nullable String method(Value value) {
        String method = value.text("a method, like POST");
        if (method == null || METHOD.matcher(method).matches()) {
            return method;
        }
        String upper = method.toUpperCase(Locale.ROOT);
        value.error(Excerpt.of(method) + " is not a method; write "
                + (METHOD.matcher(upper).matches() ? upper : "it in capitals, like POST"));
        return null;
    }
}
