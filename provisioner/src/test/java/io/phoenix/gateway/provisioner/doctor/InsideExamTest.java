package io.phoenix.gateway.provisioner.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.phoenix.gateway.provisioner.Example;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.HostCommands;
import io.phoenix.gateway.provisioner.gatewayconfig.App;
import io.phoenix.gateway.provisioner.gatewayconfig.Service;
import io.phoenix.gateway.provisioner.lab.Needs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The look out of a container, by the programs that it has: each is a real one, and there are no others. */
final class InsideExamTest {
    private HttpServer server;

    @TempDir
    private Path programs;

    @BeforeEach
    void serve() throws IOException {
        Needs.programs("busybox-static", "busybox");
        server = HttpServer.create(new InetSocketAddress("127.0.0.102", 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                boolean isKnown = exchange.getRequestURI().getPath().equals("/healthz");
                exchange.sendResponseHeaders(isKnown ? 200 : 404, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private Result look(App app, int port) throws InterruptedException {
        Example example = Example.SOUND.with("host", "10.0.0.", "127.0.0.").with("containers", "10.0.0.", "127.0.0.");
        Service service =
                new Service("s", app, "Qdrant", example.setup().containers().get(102), port, null);
        CommandRunner here = new HostCommands();
        return InsideExam.run(service, command -> here.run(command.by(List.of("/usr/bin/env", "PATH=" + programs))));
    }

    private void install(String... names) throws IOException {
        for (String name : names) {
            Files.createSymbolicLink(programs.resolve(name), Path.of("/bin/busybox"));
        }
    }

    /** Of the machine itself, since one program of BusyBox finds all of them without looking. */
    private void installNetcatAlone() throws IOException {
        for (String name : List.of("sh", "timeout", "head", "tr")) {
            Files.createSymbolicLink(programs.resolve(name), Path.of("/usr/bin").resolve(name));
        }
        install("nc");
    }

    private int port() {
        return server.getAddress().getPort();
    }

    @Test
    void byWget() throws Exception {
        install("timeout", "wget");
        assertThat(look(App.QDRANT, port()))
                .isEqualTo(Result.ok("102 Qdrant", Hop.FROM_GATEWAY, "GET http://127.0.0.102:" + port() + "/healthz"));
        Result missing = look(App.OLLAMA, port());
        assertThat(missing.isFailed()).isTrue();
        assertThat(missing.detail()).contains("404");
    }

    @Test
    void byNetcatAlone() throws Exception {
        installNetcatAlone();
        assertThat(look(App.QDRANT, port()).state()).isEqualTo(Result.State.OK);
        assertThat(look(App.OLLAMA, port()).detail()).endsWith("/api/version: HTTP/1.1 404 Not Found");
    }

    @Test
    void nobodyListens() throws Exception {
        installNetcatAlone();
        int port = port();
        server.stop(0);
        Result refused = look(App.QDRANT, port);
        assertThat(refused.isFailed()).isTrue();
        assertThat(refused.detail()).contains("Connection refused");
        assertThat(refused.remedy()).contains("firewall of 102");
    }

    @Test
    void nobodyAnswers() throws Exception {
        install("timeout", "wget");
        try (ServerSocket silent = new ServerSocket()) {
            silent.bind(new InetSocketAddress("127.0.0.102", 0));
            Result result = look(App.QDRANT, silent.getLocalPort());
            assertThat(result.isFailed()).isTrue();
            assertThat(result.detail()).endsWith("no answer within 5 s");
        }
    }

    @Test
    void aContainerWithoutAnyClient() throws Exception {
        installNetcatAlone();
        Files.delete(programs.resolve("nc"));
        assertThat(look(App.QDRANT, port()))
                .isEqualTo(Result.skipped(
                        "102 Qdrant", Hop.FROM_GATEWAY, "the gateway's container has no curl, wget or nc that works"));
    }

    @Test
    void netcatSpeaksNoTls() throws Exception {
        installNetcatAlone();
        assertThat(look(App.PORTAINER, port()).state()).isEqualTo(Result.State.SKIPPED);
    }
}
