package io.phoenix.gateway.server.migration.nginx;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text of a configuration in YAML: lines, comments beside them, and values quoted where they must be. */
final class YamlText {

    private static final int COMMENT_COLUMN = 40;

    /** What no YAML reader takes for anything but this text: names, paths, addresses, amounts with a unit. */
    private static final Pattern PLAIN = Pattern.compile("(?![Tt]rue$|[Ff]alse$|[Nn]ull$|[Yy]es$|[Nn]o$|[Oo]n$|[Oo]ff$)"
            + "(?:[A-Za-z/][A-Za-z0-9._/-]*(?::[0-9]+)?|[0-9]+(?:\\.[0-9]+){3}(?:[:/][0-9]+)?"
            + "|[0-9]+(?:ms|s|m|h|d|B|KiB|MiB|GiB))");

    private final StringBuilder text = new StringBuilder();

    /** A line as it is. */
    YamlText line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** A line with a comment at its end. */
    YamlText line(String line, String comment) {
        int blanks = Math.max(1, COMMENT_COLUMN - line.length());
        return line(line + " ".repeat(blanks) + comment(comment));
    }

    /** A comment, which cannot end before the line does. */
    static String comment(String comment) {
        return "# " + comment.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029\\ufeff\\ufffe\\uffff]|\\p{Cs}", "?");
    }

    /** A scalar that is read as the text it is. */
    static String scalar(String value) {
        if (PLAIN.matcher(value).matches()) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    /** One as a scalar, several as a list on one line. */
    static String oneOrMore(List<String> values) {
        return values.size() == 1 ? scalar(values.get(0)) : list(values);
    }

    static String list(List<String> values) {
        return values.stream().map(YamlText::scalar).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
