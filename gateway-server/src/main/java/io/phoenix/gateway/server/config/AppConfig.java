package io.phoenix.gateway.server.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An app as the file names it; what it stands for is among the configuration's upstreams and routes.
 *
 * @param profile what it is, such as n8n
 * @param path the prefix that it is mounted on, with its last slash
 * @param host the host name that it has to itself
 * @param listener the listener that it has to itself
 * @param yaml the upstreams and routes that it stands for, as they could have been written
 * @param environment what the app should be started with; in the values stand variables that {@link #fill} replaces
 * @param notes what else its operator should know, with variables likewise
 */
public record AppConfig(
        String name,
        String profile,
        @Nullable String path,
        @Nullable String host,
        @Nullable String listener,
        String yaml,
        Map<String, String> environment,
        List<String> notes) {

    public AppConfig {
        notes = List.copyOf(notes);
    }

    /** {@code text} with its variables replaced by {@code values}. */
    public static String fill(String text, Map<String, String> values) {
        return NodeTemplate.fill(text, values);
    }
}
