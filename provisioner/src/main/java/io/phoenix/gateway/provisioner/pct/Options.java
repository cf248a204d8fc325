package io.phoenix.gateway.provisioner.pct;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of Proxmox's with options, such as {@code /srv/x,mp=/x,ro=1}. Proxmox sorts options anew whenever it likes,
 * so that values are compared and changed as maps, never as texts.
 */
final class Options {
    /** Under which the first word is kept, that has no name of its own. */
    private static final String FIRST = "";

    private final Map<String, String> options;

    private Options(Map<String, String> options) {
        this.options = options;
    }

    static Options of(@Nullable String text) {
        Map<String, String> options = new LinkedHashMap<>();
        if (text != null && !text.isEmpty()) {
            for (String part : text.split(",", -1)) {
                int equals = part.indexOf('=');
                options.put(equals < 0 ? FIRST : part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return new Options(options);
    }

    /** What stands before all options, or an empty text. */
    String first() {
        return options.getOrDefault(FIRST, "");
    }

    /** The option, or null. */
    @Nullable
    String get(String name) {
        return options.get(name);
    }

    /** Whether the option is there and on. */
    boolean isOn(String name) {
        return "1".equals(options.get(name));
    }

    Map<String, String> all() {
        return options;
    }

    /** Sets an option, and keeps the others. */
    Options with(String name, String value) {
        options.put(name, value);
        return this;
    }

    /** Sets what stands before all options. */
    Options withFirst(String value) {
        return with(FIRST, value);
    }

    Options without(String name) {
        options.remove(name);
        return this;
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        options.forEach((name, value) -> {
            if (name.equals(FIRST)) {
                parts.add(0, value);
            } else {
                parts.add(name + "=" + value);
            }
        });
        return String.join(",", parts);
    }
}
