package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.host.BusyException;
import io.phoenix.gateway.provisioner.host.FailureText;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What a command that throws leaves behind: words for people, and an exit code. Anything unexpected is a bug. */
final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) throws Exception {
        if (e instanceof InvalidInputException) {
            line.getErr().println(e.getMessage());
            return ExitCode.INVALID_INPUT;
        }
        if (e instanceof IOException failure) {
            line.getErr().println("provision: " + FailureText.of(failure));
            return e instanceof BusyException ? ExitCode.BUSY : ExitCode.FAILED;
        }
        throw e;
    }
}
