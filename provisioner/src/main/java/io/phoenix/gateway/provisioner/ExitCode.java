package io.phoenix.gateway.provisioner;

/** What the program's exit codes mean. */
final class ExitCode {
    /** Everything is as the files ask for. */
    static final int DONE = 0;

    /** Something failed before anything was changed. */
    static final int FAILED = 1;

    /** Something is not as the files ask for. */
    static final int CHANGES_PENDING = 2;

    static final int INVALID_INPUT = 3;

    /** Somebody else is at work. */
    static final int BUSY = 4;

    /** Something failed after something was changed. */
    static final int PARTLY_APPLIED = 5;

    /** As in {@code sysexits.h}; 2, which picocli would take, means something else here. */
    static final int USAGE = 64;

    private ExitCode() {}
}
