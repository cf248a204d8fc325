package io.phoenix.gateway.provisioner.lab;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.HostCommands;
import io.phoenix.gateway.provisioner.command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The tarball of a small operating system: BusyBox, a first process that ends when it is told, and two users. */
public final class Template {
    private static final String INIT = """
            #!/bin/sh
            # Signals that ask for a shutdown; LXC sends SIGPWR.
            trap 'exit 0' PWR TERM USR1
            while :; do
                sleep 1000 &
                wait $!
            done
            """;

    private Template() {}

    /** Makes it, at {@code tarball}. */
    public static Path make(Path tarball) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory(tarball.getParent(), "template");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name :
                List.of("bin", "sbin", "etc", "proc", "sys", "dev", "tmp", "root", "var/log", "srv", "opt")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        run("chroot", root.toString(), "/bin/busybox", "--install", "-s", "/bin");
        Path init = root.resolve("sbin/init");
        Files.writeString(init, INIT);
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                root.resolve("etc/passwd"),
                "root:x:0:0:root:/root:/bin/sh\ngateway:x:990:990:gateway:/:/bin/sh\nother:x:991:991:other:/:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\ngateway:x:990:\nother:x:991:\n");
        Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 localhost\n");
        run("tar", "--create", "--gzip", "--file", tarball.toString(), "--directory", root.toString(), ".");
        run("rm", "-rf", "--one-file-system", root.toString());
        return tarball;
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        Outcome outcome = new HostCommands().run(Command.of(arguments));
        if (!outcome.isOk()) {
            throw new IOException(String.join(" ", arguments) + ": " + outcome.complaint());
        }
    }
}
