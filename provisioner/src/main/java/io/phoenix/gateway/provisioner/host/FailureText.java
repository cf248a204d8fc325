package io.phoenix.gateway.provisioner.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something failed, for people: some of Java's exceptions say of a file nothing but its name. */
public final class FailureText {
    private FailureText() {}

    /** The message of {@code e}, with the reason that its class may stand for. */
    public static String of(IOException e) {
        return e instanceof FileSystemException failure && failure.getReason() == null
                ? failure.getMessage() + ": " + reason(failure)
                : String.valueOf(e.getMessage());
    }

    /** The same without the name of the file, for a sentence that has it. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "does not exist";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (e instanceof NotDirectoryException) {
            return "is no directory";
        }
        return e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : String.valueOf(e.getMessage());
    }
}
