package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.HostCommands;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A writer whose text somebody watches as it comes, so that a line may be written over. */
final class Terminal extends PrintWriter {
    private static final int USUAL_WIDTH = 80;

    private Terminal(OutputStream stream) {
        super(stream, true, StandardCharsets.UTF_8);
    }

    /** A writer to the stream with that number: a terminal if it leads to one. */
    static PrintWriter writer(OutputStream stream, int number) {
        return isTerminal(number) && !"dumb".equals(System.getenv("TERM"))
                ? new Terminal(stream)
                : new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** By the kernel, since a console of Java's is one of both streams or of none. */
    private static boolean isTerminal(int number) {
        try {
            String device =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** How many columns it has. */
    int width() throws InterruptedException {
        try {
            String[] size = new HostCommands()
                    .run(Command.of("stty", "size").reading(Path.of("/dev/tty")))
                    .out()
                    .split(" ", -1);
            int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
            return columns > 0 ? columns : USUAL_WIDTH;
        } catch (IOException | NumberFormatException e) {
            return USUAL_WIDTH;
        }
    }
}
