package io.phoenix.gateway.server.config;

/**
 * Something wrong with a configuration, and where.
 *
 * @param line from 1; 0 if the problem is with the file as a whole
 * @param column from 1, in characters; 0 if the problem is with the file as a whole
 * @param path the place in the tree, such as {@code routes[2].upstream}; empty for the root
 */
public record ConfigProblem(Severity severity, String file, int line, int column, String path, String message) {
    /** Whether the gateway can run with the problem. */
    public enum Severity {
        WARNING,
        ERROR
    }

    /** One line for the operator, of the form that editors and terminals make clickable. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(file);
        if (this.line > 0) {
            line.append(':').append(this.line).append(':').append(column);
        }
        line.append(": ");
        if (severity == Severity.WARNING) {
            line.append("warning: ");
        }
        if (!path.isEmpty()) {
            line.append(path).append(": ");
        }
        return line.append(message).toString();
    }
}
