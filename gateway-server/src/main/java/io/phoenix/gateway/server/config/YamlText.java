package io.phoenix.gateway.server.config;

import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Turns YAML text into its tree of nodes, or into one problem: after a syntax error there is no telling what was meant.
 */
final class YamlText {
    /** The parser's limit too; far beyond any configuration. */
    static final int LONGEST = 3 << 20;

    /** The composer recurses once for each level; the configuration itself has five. */
    private static final int DEEPEST = 50;

    private final String text;
    private final Problems problems;

    private YamlText(String text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    /** The root of the only document in {@code text}; null if there is none, for which a problem was added. */
    static @Nullable Node read(String text, Problems problems) {
        return new YamlText(text, problems).read();
    }

    private @Nullable Node read() {
        if (!isText()) {
            return null;
        }
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(true) // reported by Fields, with both places
                .setAllowNonScalarKeys(true) // likewise
                .setCodePointLimit(LONGEST)
                .build();
        try {
            return isShallow(settings) ? compose(settings) : null;
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            problems.addError(mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, why(e));
        } catch (YamlVersionException e) {
            problems.addError(1, 1, "the file says it is YAML of another version; the gateway reads 1.2");
        } catch (RuntimeException e) {
            // The parser throws other exceptions too: on "\UFFFFFFFF", for one, a NumberFormatException.
            problems.addError(1, 1, "not valid YAML: " + oneLine(String.valueOf(e.getMessage())));
        }
        return null;
    }

    private @Nullable Node compose(LoadSettings settings) {
        Iterator<Node> documents =
                new Compose(settings).composeAllFromString(text).iterator();
        if (!documents.hasNext()) {
            problems.addError(1, 1, "the file is empty; it needs at least \"hosts\" and \"listeners\"");
            return null;
        }
        Node root = documents.next();
        if (documents.hasNext()) {
            Optional<Mark> second = documents.next().getStartMark();
            problems.addError(
                    second.map(m -> m.getLine() + 1).orElse(1),
                    1,
                    "a second document begins here; put everything into one and remove the \"---\"");
            return null;
        }
        return root;
    }

    /** The parser says neither line nor column for characters that YAML forbids. */
    private boolean isText() {
        if (text.length() > LONGEST) {
            problems.addError(0, 0, "is longer than 3 MiB, which no configuration is");
            return false;
        }
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                problems.addError(line, column, String.format("the character U+%04X may not stand in a YAML file", c));
                return false;
            }
            i += Character.charCount(c);
            column = c == '\n' ? 1 : column + 1;
            line = c == '\n' ? line + 1 : line;
        }
        return true;
    }

    private boolean isShallow(LoadSettings settings) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                problems.add(
                        ConfigProblem.Severity.ERROR,
                        event.getStartMark(),
                        "",
                        "lists and sections are nested more than " + DEEPEST + " deep");
                return false;
            }
        }
        return true;
    }

    private static String why(MarkedYamlEngineException e) {
        String problem = oneLine(e.getProblem());
        String said = problem.toLowerCase(Locale.ROOT);
        if (said.contains("\\t(tab)")) {
            return "a tab stands where YAML wants spaces; indent with spaces";
        }
        if (said.startsWith("mapping values are not allowed")) {
            return "not valid YAML: a \": \" stands where no key can begin; check the indentation, or put the text in quotes";
        }
        String context = e.getContext();
        if (said.contains("alias") || (context != null && context.contains("alias"))) {
            return "not valid YAML: " + problem + "; a text that begins with \"*\" needs quotes";
        }
        return "not valid YAML: " + problem + (context == null || context.isBlank() ? "" : " " + oneLine(context));
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s+", " ").strip();
    }
}
