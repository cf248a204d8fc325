package io.phoenix.gateway.server.config;

import io.phoenix.gateway.server.config.RouteAction.Redirect;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code redirect} of a route. */
final class RedirectSection {

    private static final String EXAMPLE = "a path or a URL, like /apps/ or https://app.lab/";
    private static final Pattern PLACE =
            Pattern.compile("(?:https?://[A-Za-z0-9.\\[\\]:_-]+)?/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private RedirectSection() {}

    /** What {@code value} says; null if that is wrong, which was reported. */
    static @Nullable Redirect read(Value value) {
        if (value.isScalar()) {
            String to = place(value);
            return to == null ? null : new Redirect(to, Redirect.DEFAULT_STATUS);
        }
        Fields fields = Fields.of(value, EXAMPLE + ", or a section, like { to: /apps/, status: 308 }");
        if (fields == null) {
            return null;
        }
        Value toValue = fields.required("to", "/apps/");
        Value statusValue = fields.optional("status");
        fields.reportUnknown();
        String to = toValue == null ? null : place(toValue);
        Integer status = statusValue == null ? Integer.valueOf(Redirect.DEFAULT_STATUS) : status(statusValue);
        return to == null || status == null ? null : new Redirect(to, status);
    }

    private static @Nullable Integer status(Value value) {
        Integer status = value.number(301, 308);
        if (status != null && !STATUSES.contains(status)) {
            value.error(status + " does not redirect; write 301, 302, 303, 307 or 308");
            return null;
        }
        return status;
    }

    private static @Nullable String place(Value value) {
        String to = value.text(EXAMPLE);
        if (to == null || (PLACE.matcher(to).matches() && !to.startsWith("//"))) {
            return to;
        }
        value.error(Excerpt.of(to) + " is neither a path, like /apps/, nor a URL, like https://app.lab/");
        return null;
    }
}
