package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own, as on a machine for which the libraries of some codings were not built. */
@Timeout(60)
final class MissingLibraryIT {

    @TempDir
    Path directory;

    private static String classPathWithoutBrotli() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> !Path.of(jar).getFileName().toString().startsWith("native-linux-"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Process start(int port, RawUpstream upstream) throws IOException {
        Path config = Files.writeString(
                directory.resolve("gateway.yaml"), """
                hosts: [localhost]
                listeners:
                  - { name: http, address: "127.0.0.1:%d" }
                admin: { address: "127.0.0.1:0" }
                logs: { directory: "%s" }
                upstreams:
                  app: { address: "%s" }
                models:
                  m: { upstream: app }
                routes:
                  - { name: chat, path: /v1/chat/completions, models: chat }
                """.formatted(port, directory.resolve("logs"), upstream.address()));
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-DZstdNativePath=" + directory.resolve("no-such-library"),
                        "-cp",
                        classPathWithoutBrotli(),
                        "io.phoenix.gateway.server.Main",
                        "run",
                        "--config",
                        config.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Delivery.Answer ask(int port, Coding coding) throws IOException {
        byte[] body = coding.encode("{\"model\":\"m\"}".getBytes(StandardCharsets.US_ASCII));
        try (RawConnection client = RawConnection.to(port)) {
            return Delivery.CONTENT_LENGTH.exchange(
                    client, "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n" + coding.header(), body);
        }
    }

    @Test
    void onlyTheCodingThatNeedsItIsUnknown() throws Exception {
        int port = FreePort.find();
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            Process process = start(port, upstream);
            try {
                assertThat(process.inputReader().readLine()).startsWith("Phoenix Gateway is serving");
                for (Coding coding : List.of(Coding.BROTLI, Coding.ZSTD)) {
                    Delivery.Answer answer = ask(port, coding);
                    assertThat(answer.status()).isEqualTo(415);
                    assertThat(answer.header("accept-encoding")).isEqualTo("gzip, deflate");
                }
                for (Coding coding : List.of(Coding.GZIP, Coding.ZLIB)) {
                    assertThat(ask(port, coding).status()).isEqualTo(200);
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
