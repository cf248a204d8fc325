package io.phoenix.gateway.server.migration.nginx;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the maps that were to choose an upstream by the request's model, and makes models of their lines. In NGINX the
 * body is not there yet when such a map is looked at; here it is what the gateway is for.
 */
final class ModelMaps {

    private final ImportReport report;
    private final Upstreams upstreams;
    private final Map<String, Directive> maps = new LinkedHashMap<>();
    private final Map<String, Directive> scripted = new LinkedHashMap<>();
    private final Map<String, ModelDraft> models = new LinkedHashMap<>();
    private final Set<UpstreamDraft> leadTo = new LinkedHashSet<>();

    ModelMaps(List<Directive> directives, Upstreams upstreams, ImportReport report) {
        this.report = report;
        this.upstreams = upstreams;
        for (Directive directive : directives) {
            if (directive.is("map") && directive.isBlock()) {
                maps.put(directive.argument(1), directive);
            } else if (directive.is("js_set") || directive.is("perl_set") || directive.is("set_by_lua_block")) {
                scripted.put(directive.argument(0), directive);
            }
        }
    }

    /**
     * Where the model stands that decides what {@code variable}, without its sign, is: body or query. Null if no model
     * decides. The models are taken in.
     */
    @Nullable
    String placeOfModel(String variable, boolean tls, Directive location) {
        Directive map = maps.get("$" + variable);
        String source = map == null ? "" : map.argument(0);
        boolean byQuery = source.equals("$arg_model");
        Directive script = scripted.get(source);
        boolean byBody =
                script != null && script.toString().toLowerCase(Locale.ROOT).contains("model");
        if (map == null || !(byQuery || byBody)) {
            return null;
        }
        if (script != null) {
            report.finding(
                    script,
                    "NGINX computes " + source + " before it has read the body, so that it is empty and every request"
                            + " goes to the map's default; the gateway reads the model first");
            report.translated(script, "the gateway reads the model in the body itself");
        }
        report.translated(map, "models");
        map.block().forEach(line -> read(line, tls, location));
        return byQuery ? "query" : "body";
    }

    Collection<ModelDraft> models() {
        return models.values();
    }

    private void read(Directive line, boolean tls, Directive location) {
        String name = line.name().startsWith("\\") ? line.name().substring(1) : line.name();
        if (line.is("default")) {
            report.byDefault(line, "there is no upstream to fall through to: an unknown model gets 404, none gets 400");
        } else if (line.is("hostnames") || line.is("volatile") || line.is("include")) {
            report.left(line, "is of no use for the names of models");
        } else if (line.name().startsWith("~")) {
            report.left(
                    line, "models have names, not expressions; add a model, or an alias, for each that it stands for");
        } else if (name.matches("[^\\s\\p{Cntrl}]{1,200}")) {
            take(line, name, tls, location);
        } else {
            report.byDefault(line, "a request without a model gets 400; default-model on its route gives it one");
        }
    }

    private void take(Directive line, String name, boolean tls, Directive location) {
        String to = line.argument(0).replaceFirst("^https?://", "");
        UpstreamDraft upstream = to.startsWith("$") ? null : upstreams.find(to, tls, line);
        if (upstream == null) {
            report.left(line, "\"" + line.argument(0) + "\" is not an upstream that can be written");
            return;
        }
        upstream.usedBy(location);
        leadTo.add(upstream);
        ModelDraft other = models.get(name);
        if (other != null && !other.upstream().equals(upstream.name())) {
            report.left(line, "models." + name + " leads to " + other.upstream() + " already");
            return;
        }
        if (models.putIfAbsent(name, new ModelDraft(name, upstream.name(), line.place())) == null) {
            report.finding(
                    line,
                    "the upstream gets \"" + name + "\" as the model; if it knows it by another name, add served-as:"
                            + " THAT NAME to models." + name);
        }
        report.translated(line, "models." + name);
    }

    /** The upstreams that models lead to. */
    Set<UpstreamDraft> upstreams() {
        return leadTo;
    }
}
