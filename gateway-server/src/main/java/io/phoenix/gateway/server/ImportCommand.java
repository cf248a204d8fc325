package io.phoenix.gateway.server;

import io.phoenix.gateway.server.config.ConfigReader;
import io.phoenix.gateway.server.config.ConfigResult;
import io.phoenix.gateway.server.migration.nginx.ImportReport;
import io.phoenix.gateway.server.migration.nginx.NginxImport;
import io.phoenix.gateway.server.migration.nginx.NginxInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code gateway import}: makes a configuration of another program's. Exit codes: 0 every directive was translated or
 * is the gateway's default, 1 bad input or wrong usage, 2 something was not translated.
 */
@Command(
        name = "import",
        description = "Makes a configuration of another program's.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ImportCommand.BAD_INPUT,
        synopsisSubcommandLabel = "COMMAND")
final class ImportCommand {

    static final int BAD_INPUT = 1;
    private static final int INCOMPLETE = 2;
    private static final OpenOption[] NEW_FILE = {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};

    private final PrintWriter out;
    private final PrintWriter err;

    ImportCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Command(
            description = {
                "Makes a configuration of NGINX's, and tells of every directive what became of it.",
                "Exit codes: 0 every directive was translated or is the default here, 1 bad input, 2 something was not"
                        + " translated."
            },
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = BAD_INPUT)
    int nginx(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "FILE",
                            description = "nginx.conf, or site files; what they include is read too.")
                    List<Path> files,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "Where the configuration goes; standard output if it is not given.")
                    @Nullable
                    Path output,
            @Option(
                            names = "--report",
                            paramLabel = "FILE",
                            description = "Where the report goes; standard error if it is not given.")
                    @Nullable
                    Path reportFile,
            @Option(names = "--json", description = "The report is JSON.") boolean json,
            @Option(names = "--force", description = "Overwrites files that exist.") boolean force) {
        try {
            NginxImport made = NginxImport.read(files);
            if (!loads(made.yaml(), output)) {
                return BAD_INPUT;
            }
            ImportReport report = made.report();
            write(output, made.yaml(), force, out);
            write(reportFile, json ? report.json() : report.text(), force, err);
            if (output != null) {
                out.println(output + ": " + report.summary());
            }
            return report.isComplete() ? 0 : INCOMPLETE;
        } catch (NginxInputException e) {
            err.println(e.getMessage());
        } catch (FileAlreadyExistsException e) {
            err.println("gateway: " + e.getFile() + " exists; --force overwrites it");
        } catch (IOException e) {
            err.println("gateway: cannot write: " + e.getMessage());
        }
        return BAD_INPUT;
    }

    /** Whether the gateway would take what was made; if not, tells why. Its warnings are for {@code check} to tell. */
    private boolean loads(String yaml, @Nullable Path output) {
        String name = output == null ? "gateway.yaml" : output.toString();
        Path folder = output == null
                ? Path.of("").toAbsolutePath()
                : output.toAbsolutePath().resolveSibling("");
        if (ConfigReader.read(name, yaml, folder) instanceof ConfigResult.Rejected rejected) {
            err.println("gateway: what these files say cannot be a configuration of this gateway:");
            rejected.problems().forEach(err::println);
            yaml.lines().forEach(line -> err.println("  " + line));
            return false;
        }
        return true;
    }

    private static void write(@Nullable Path file, String text, boolean force, PrintWriter otherwise)
            throws IOException {
        if (file == null) {
            otherwise.print(text);
            otherwise.flush();
        } else if (force) {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } else {
            Files.writeString(file, text, StandardCharsets.UTF_8, NEW_FILE);
        }
    }
}
