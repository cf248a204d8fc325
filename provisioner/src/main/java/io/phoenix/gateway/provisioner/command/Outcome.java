package io.phoenix.gateway.provisioner.command;

/**
 * What a program left. An exit code of 0 is no proof that it did what it was asked: {@code pct} often returns 0 after a
 * failure, so whoever changes something reads it again.
 *
 * @param out what it wrote, without the line end at its end
 * @param err the same of its error stream
 */
public record Outcome(int exitCode, String out, String err) {

    /** Whether the exit code is 0. */
    public boolean isOk() {
        return exitCode == 0;
    }

    /** The last line of what it had to say, errors first: for messages to people. */
    public String complaint() {
        String all = err.isBlank() ? out : err;
        String last = all.strip();
        last = last.substring(last.lastIndexOf('\n') + 1);
        return last.isEmpty() ? "exit code " + exitCode : last;
    }
}
