package io.phoenix.gateway.provisioner.lxc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a container's {@code config} file says. Immutable; whatever is not set stays byte for byte, comments included.
 *
 * <p>LXC has no place for what only the provisioner knows. That stands in comments of the form {@code # phoenix.NAME =
 * VALUE}, whose keys begin with {@code phoenix.} here. Files that are included are not read.
 */
final class ConfigText {
    private static final Pattern SETTING =
            Pattern.compile("\\s*(?:#\\s*(phoenix\\.[a-z-]+)|(lxc\\.[^\\s=]+))\\s*=\\s*(.*?)\\s*");

    private final List<String> lines;

    private ConfigText(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    /** The text, whose last line may lack its end. */
    static ConfigText of(String text) {
        return new ConfigText(
                text.isEmpty()
                        ? List.of()
                        : List.of(text.replaceFirst("\n\\z", "").split("\n", -1)));
    }

    /** The value that is in force: of several lines LXC takes the last. Null if there is none, or it is empty. */
    @Nullable
    String value(String key) {
        List<String> all = values(key);
        String last = all.isEmpty() ? "" : all.get(all.size() - 1);
        return last.isEmpty() ? null : last;
    }

    /** The values of a key that may stand several times. */
    List<String> values(String key) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            Matcher setting = SETTING.matcher(line);
            if (setting.matches() && key.equals(key(setting))) {
                values.add(setting.group(3));
            }
        }
        return values;
    }

    /** All keys, as often as they stand. */
    List<String> keys() {
        return lines.stream()
                .map(SETTING::matcher)
                .filter(Matcher::matches)
                .map(ConfigText::key)
                .toList();
    }

    /** With one line of {@code key}, where its last one was or else at the end; null leaves none. */
    ConfigText with(String key, @Nullable String value) {
        return withAll(key, value == null ? List.of() : List.of(value));
    }

    /** With these lines of {@code key}: the places of the old ones are filled first, what is beyond is appended. */
    ConfigText withAll(String key, List<String> values) {
        int surplus = Math.max(0, values(key).size() - values.size());
        List<String> result = new ArrayList<>();
        int next = 0;
        for (String line : lines) {
            Matcher setting = SETTING.matcher(line);
            if (!setting.matches() || !key.equals(key(setting))) {
                result.add(line);
            } else if (surplus > 0) {
                surplus--;
            } else {
                String value = values.get(next++);
                result.add(value.equals(setting.group(3)) ? line : line(key, value));
            }
        }
        values.subList(next, values.size()).forEach(value -> result.add(line(key, value)));
        return new ConfigText(result);
    }

    private static String line(String key, String value) {
        return (key.startsWith("phoenix.") ? "# " : "") + key + " = " + value;
    }

    private static String key(Matcher setting) {
        String mark = setting.group(1);
        return mark != null ? mark : setting.group(2);
    }

    @Override
    public String toString() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
