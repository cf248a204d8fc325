package io.phoenix.gateway.core.tls;

import java.io.Serial;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * TLS cannot be set up from the files and settings given. Carries every problem that was found, not only the first, so
 * that the operator mends them in one go. Thrown at start and at reload only, never while serving.
 */
public final class TlsSetupException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<TlsProblem> problems;

    TlsSetupException(List<TlsProblem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(TlsProblem::toString).collect(Collectors.joining("\n")), cause);
        this.problems = List.copyOf(problems);
    }

    TlsSetupException(List<TlsProblem> problems) {
        this(problems, null);
    }

    TlsSetupException(@Nullable Path file, String message) {
        this(List.of(new TlsProblem(file, message)));
    }

    /** Every problem, in the order in which the files are listed; never empty. */
    public List<TlsProblem> problems() {
        return problems;
    }
}
