package io.phoenix.gateway.provisioner;

/** What the program's exit codes mean; picocli's own for wrong usage is 2. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int CHANGES_PENDING = 2;
    static final int INVALID_INPUT = 3;

    private ExitCode() {}
}
