package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.host.Change;
import java.util.List;

/**
 * One change of a plan, with what people want to know of it first.
 *
 * @param target what is changed, such as {@code CT 953}
 * @param undo how it is undone by hand
 */
public record Step(
        Change change, Sign sign, String target, List<Difference> differences, Impact impact, Risk risk, String undo) {
    public Step {
        differences = List.copyOf(differences);
    }

    /**
     * What becomes of something; {@code before} is empty where there was nothing, {@code after} where nothing stays.
     */
    public record Difference(String what, String before, String after) {}

    /** As plans write it. */
    public enum Sign {
        ADD('+'),
        CHANGE('~'),
        REMOVE('-');

        private final char letter;

        Sign(char letter) {
            this.letter = letter;
        }

        /** The sign itself. */
        public char letter() {
            return letter;
        }
    }

    /** When a change comes into force. */
    public enum Impact {
        /** At once, and what runs goes on. */
        LIVE("live"),
        /** At the next start; nothing runs there now. */
        STOPPED("not running"),
        /** By a restart, which is part of the plan. */
        RESTART("restart");

        private final String word;

        Impact(String word) {
            this.word = word;
        }

        /** As plans write it. */
        public String word() {
            return word;
        }
    }

    /** What may go wrong for others. */
    public enum Risk {
        /** Nobody who works now notices. */
        LOW("low"),
        /** Who may read or write data becomes another. */
        ACCESS("access"),
        /** A service is away for a while, or changes while it runs. */
        SERVICE("service");

        private final String word;

        Risk(String word) {
            this.word = word;
        }

        /** As plans write it. */
        public String word() {
            return word;
        }
    }
}
