package io.phoenix.gateway.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Self-signed certificates for the run, made by the {@code openssl} program. */
final class Certificates {
    private Certificates() {}

    /**
     * Writes {@code rsa} and {@code ec} as {@code .crt} and {@code .key}; {@code joined/NAME.pem} has both, for
     * HAProxy.
     */
    static void make(Path directory) throws IOException, InterruptedException {
        make(directory, "rsa", List.of("-newkey", "rsa:2048"));
        make(directory, "ec", List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
    }

    private static void make(Path directory, String name, List<String> kind) throws IOException, InterruptedException {
        Path key = directory.resolve(name + ".key");
        Path certificate = directory.resolve(name + ".crt");
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "30"));
        command.addAll(kind);
        command.addAll(List.of("-subj", "/CN=" + name + ".lab", "-addext", "subjectAltName=DNS:" + name + ".lab"));
        command.addAll(List.of("-keyout", key.toString(), "-out", certificate.toString()));
        Process openssl = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile())
                .start();
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl made no certificate: "
                    + Files.readString(directory.resolve("openssl.log")).strip());
        }
        Files.writeString(
                Files.createDirectories(directory.resolve("joined")).resolve(name + ".pem"),
                Files.readString(certificate) + Files.readString(key));
    }
}
