package io.phoenix.gateway.server.observe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request's target as logs may hold it: the values of query parameters that carry credentials are blanked. Stateless.
 */
final class LoggedTarget {

    /** A parameter with a value, between any of the separators that servers know. */
    private static final Pattern PARAMETER = Pattern.compile("([^?&;=]+)=([^&;]*)");

    /**
     * Names as a whole or as the last word of a longer one, such as X-Amz-Signature; tokens and max_tokens are none.
     */
    private static final Pattern SECRET =
            Pattern.compile("(?:.*[^a-z0-9])?(?:key|api_?key|apikey|token|auth|authorization|password"
                    + "|passwd|secret|signature|sig|code|sid|session|jwt)(?:\\[.*)?");

    private LoggedTarget() {}

    /** A Referer, which holds the target of another request; null for none. */
    static @Nullable String ofReferer(@Nullable String referer) {
        return referer == null ? null : of(referer);
    }

    static String of(String target) {
        int query = target.indexOf('?');
        if (query < 0 || target.indexOf('=', query) < 0) {
            return target;
        }
        Matcher parameters = PARAMETER.matcher(target).region(query, target.length());
        StringBuilder shown = new StringBuilder(target.length());
        while (parameters.find()) {
            String part = isSecret(parameters.group(1)) ? parameters.group(1) + "=***" : parameters.group();
            parameters.appendReplacement(shown, Matcher.quoteReplacement(part));
        }
        return parameters.appendTail(shown).toString();
    }

    private static boolean isSecret(String name) {
        String plain = name;
        if (name.indexOf('%') >= 0) {
            try {
                plain = URLDecoder.decode(name, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                // Not an encoding that a server would undo either.
                plain = name;
            }
        }
        return SECRET.matcher(plain.toLowerCase(Locale.ROOT)).matches();
    }
}
