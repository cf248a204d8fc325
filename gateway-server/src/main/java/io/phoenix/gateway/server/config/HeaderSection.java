package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.policy.AnswerHeaders;
import io.phoenix.gateway.routing.policy.Cors;
import io.phoenix.gateway.routing.policy.RequestHeaders;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads those keys of a route that are about headers. */
final class HeaderSection {

    private static final String ANSWERS = "a section, like { set: { X-Frame-Options: DENY }, remove: [Server] }";
    private static final String REQUESTS = "a section, like { set: { api-key: \"a key\" }, remove: [Origin] }";
    private static final String CORS = "a section, like { origins: [\"https://app.lab\"] }";
    private static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(10);
    private static final Duration LONGEST_MAX_AGE = Duration.ofDays(1);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern TEXT = Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Pattern ORIGIN = Pattern.compile("https?://(?:[a-z0-9_.-]+|\\[[0-9a-f:]+])(?::[0-9]{1,5})?");

    /** What says where a message ends and what becomes of its connection is the gateway's alone. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HeaderSection() {}

    /** Values by lower-case name, and names. */
    private record Edits(Map<String, String> set, List<String> remove) {}

    /** Reads {@code request-headers} of a route whose action, if it could be read, is {@code action}. */
    static RequestHeaders requests(Fields route, @Nullable RouteAction action) {
        Edits edits = edits(route.optional("request-headers"), REQUESTS);
        if (route.isGiven("request-headers") && action instanceof RouteAction.ListModels) {
            route.at("request-headers").error("has no meaning here; nothing is sent to an upstream");
        }
        return new RequestHeaders(edits.set(), edits.remove());
    }

    /** Reads {@code response-headers} and {@code security-headers}. */
    static AnswerHeaders answers(Fields route) {
        boolean security = route.flag("security-headers", false);
        Edits edits = edits(route.optional("response-headers"), ANSWERS);
        return new AnswerHeaders(edits.set(), edits.remove(), security);
    }

    private static Edits edits(@Nullable Value value, String example) {
        Fields fields = value == null ? null : Fields.of(value, example);
        if (fields == null) {
            return new Edits(Map.of(), List.of());
        }
        Map<String, String> set = new LinkedHashMap<>();
        Value setValue = fields.optional("set");
        List<Value.Entry> entries = setValue == null
                ? null
                : setValue.entries("a section of names and values, like { X-Robots-Tag: none }");
        for (Value.Entry entry : entries == null ? List.<Value.Entry>of() : entries) {
            String name = name(entry.key(), entry.at());
            String text = text(entry.value());
            if (name != null && text != null && set.put(name, text) != null) {
                entry.at().error(Excerpt.of(entry.key()) + " is set twice; the case of a name means nothing");
            }
        }
        List<String> remove =
                Fields.each(fields.someItems("remove", "a list of names, like [Server]"), HeaderSection::name);
        fields.reportUnknown();
        return new Edits(set, remove);
    }

    /** Reads {@code cors}; null if it is not given. */
    static @Nullable Cors cors(Fields route) {
        Value value = route.optional("cors");
        Fields fields = value == null ? null : Fields.of(value, CORS);
        if (fields == null) {
            return null;
        }
        Value originsValue = fields.required("origins", "[\"https://app.lab\"]");
        List<String> origins = originsValue == null
                ? List.of()
                : Fields.each(originsValue.someItems("a list, like [\"https://app.lab\"]"), HeaderSection::origin);
        List<String> methods =
                Fields.each(fields.someItems("methods", "a list, like [GET, POST]"), RouteSection::method);
        List<String> headers = names(fields, "headers");
        boolean credentials = fields.flag("credentials", false);
        Duration maxAge = fields.duration("max-age", LONGEST_MAX_AGE, DEFAULT_MAX_AGE);
        List<String> expose = names(fields, "expose");
        boolean stripOrigin = fields.flag("strip-origin", false);
        fields.reportUnknown();
        if (credentials && origins.contains(Cors.ANY)) {
            fields.at("credentials")
                    .error("would let every site act with its visitors' cookies; list the origins instead of \"*\"");
        }
        return new Cors(
                new LinkedHashSet<>(origins),
                methods,
                headers,
                credentials,
                maxAge,
                String.join(", ", expose),
                stripOrigin);
    }

    private static List<String> names(Fields fields, String key) {
        return Fields.each(fields.someItems(key, "a list of names, like [X-Request-Id]"), HeaderSection::name);
    }

    private static @Nullable String name(Value value) {
        String name = value.text("the name of a header, like Server");
        return name == null ? null : name(name, value);
    }

    private static @Nullable String name(String name, Value at) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            at.error(Excerpt.of(name) + " is not the name of a header; write it like X-Frame-Options");
            return null;
        }
        if (FRAMING.contains(lower)) {
            at.error(Excerpt.of(name) + " is about the connection, which is the gateway's own matter");
            return null;
        }
        return lower;
    }

    private static @Nullable String text(Value value) {
        String text = value.text("the value of a header");
        if (text == null || TEXT.matcher(text).matches()) {
            return text;
        }
        value.error(Excerpt.of(text) + " cannot be sent; a value is printable ASCII without blanks at its ends");
        return null;
    }

    private static @Nullable String origin(Value value) {
        String text = value.text("the origin of a page, like \"https://app.lab\"");
        if (text == null || text.equals(Cors.ANY) || ORIGIN.matcher(text).matches()) {
            return text;
        }
        value.error(Excerpt.of(text) + " is not what browsers call an origin; write scheme, host and a port that is not"
                + " the usual one, in lower case and without a path, like https://app.lab or http://app.lab:3000");
        return null;
    }
}
