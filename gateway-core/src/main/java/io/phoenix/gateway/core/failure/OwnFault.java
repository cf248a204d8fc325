package io.phoenix.gateway.core.failure;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What no peer caused: a bug, or memory that the gateway was not given. Stateless. */
public final class OwnFault {

    private OwnFault() {}

    /**
     * Whether {@code thrown} says that memory ran out, which an operator can mend. Here it is that for buffers: with
     * the heap the JVM ends.
     */
    public static boolean isMemory(Throwable thrown) {
        return memory(thrown) != null;
    }

    /** Tells the operator what to do about {@code thrown}, which ends no exchange. */
    public static void report(Logger log, Throwable thrown) {
        OutOfMemoryError memory = memory(thrown);
        if (memory == null) {
            reportBug(log, thrown);
        } else {
            log.error("{}", advice(memory));
        }
    }

    /** Gives the stack of {@code thrown} if it is a bug; whatever else there is to say, the failed exchange says. */
    public static void reportBug(Logger log, Throwable thrown) {
        if (!isMemory(thrown)) {
            log.error("this is a bug in the gateway; please report it", thrown);
        }
    }

    /** The failure of an exchange that {@code thrown} ended. It is not tried again: memory would be short again. */
    public static Failure failure(Throwable thrown) {
        OutOfMemoryError memory = memory(thrown);
        return memory == null
                ? new Failure(FailureKind.INTERNAL, Retry.NEVER, "internal error", thrown)
                : new Failure(FailureKind.OUT_OF_MEMORY, Retry.NEVER, advice(memory), thrown);
    }

    private static @Nullable OutOfMemoryError memory(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError memory) {
            return memory;
        }
        return thrown.getCause() instanceof OutOfMemoryError memory ? memory : null;
    }

    private static String advice(OutOfMemoryError memory) {
        return "out of memory: " + memory.getMessage()
                + "; the memory for buffers is set by -XX:MaxDirectMemorySize in JAVA_OPTS";
    }
}
