package io.phoenix.gateway.server;

import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.server.config.ConfigReader;
import io.phoenix.gateway.server.config.ConfigResult;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.demo.DemoApp;
import io.phoenix.gateway.server.demo.DemoBackends;
import io.phoenix.gateway.server.demo.MachineNames;
import io.phoenix.gateway.server.demo.SelfSigned;
import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The gateway before backends inside its own process, configured by the same file format as any other. Everything that
 * it writes lies in one temporary directory, which goes with it.
 */
final class DemoRun implements AutoCloseable {

    private final Path directory;
    private final DemoBackends backends;
    private final Logs logs;
    private final Gateway gateway;

    private DemoRun(Path directory, DemoBackends backends, Logs logs, Gateway gateway) {
        this.directory = directory;
        this.backends = backends;
        this.logs = logs;
        this.gateway = gateway;
    }

    /** Where it listens; 0 for a port that the system gives. */
    private record Ports(int http, int https, int admin) {}

    /** Starts on {@code bind}, at the usual ports where they are free. */
    static DemoRun start(String bind) throws IOException, TlsSetupException {
        return start(bind, new Ports(freePort(bind, 8080), freePort(bind, 8443), freePort("127.0.0.1", 9090)));
    }

    /** Starts where nobody looks for it, and where it is in nobody's way. */
    static DemoRun startAnywhere() throws IOException, TlsSetupException {
        return start("127.0.0.1", new Ports(0, 0, 0));
    }

    private static DemoRun start(String bind, Ports ports) throws IOException, TlsSetupException {
        Path directory = Files.createTempDirectory("phoenix-demo-");
        try {
            MachineNames names = MachineNames.ofThisMachine();
            SelfSigned.create(directory, "demo", names.dnsNames(), names.ipAddresses());
            DemoBackends backends = DemoBackends.start();
            try {
                return start(config(bind, ports, directory, names, backends), directory, backends);
            } catch (IOException | TlsSetupException | RuntimeException e) {
                backends.close();
                throw e;
            }
        } catch (IOException | TlsSetupException | RuntimeException e) {
            delete(directory);
            throw e;
        }
    }

    private static DemoRun start(GatewayConfig config, Path directory, DemoBackends backends)
            throws IOException, TlsSetupException {
        Logs logs = Logs.open(config.logs());
        try {
            return new DemoRun(directory, backends, logs, Gateway.start(config, logs));
        } catch (IOException | TlsSetupException | RuntimeException e) {
            logs.close();
            throw e;
        }
    }

    private static GatewayConfig config(
            String bind, Ports ports, Path directory, MachineNames names, DemoBackends backends) throws IOException {
        List<String> hosts = Stream.concat(names.dnsNames().stream(), names.ipAddresses().stream())
                .map(host -> '"' + host + '"')
                .toList();
        String text = template()
                .replace("@HOSTS@", String.join(", ", hosts))
                .replace("@BIND@", bind)
                .replace("@HTTP_PORT@", Integer.toString(ports.http()))
                .replace("@HTTPS_PORT@", Integer.toString(ports.https()))
                .replace("@ADMIN_PORT@", Integer.toString(ports.admin()))
                .replace("@DIRECTORY@", directory.toString());
        for (DemoApp app : DemoApp.values()) {
            InetSocketAddress address = backends.address(app);
            text = text.replace("@" + app.name() + "@", address.getHostString() + ":" + address.getPort());
        }
        ConfigResult result = ConfigReader.read("demo/gateway.yaml", text, directory);
        if (result instanceof ConfigResult.Accepted accepted) {
            return accepted.config();
        }
        throw new IllegalStateException("the demo's own configuration is not valid: " + result.problems());
    }

    private static String template() throws IOException {
        try (InputStream in = DemoRun.class.getResourceAsStream("/demo/gateway.yaml")) {
            if (in == null) {
                throw new IllegalStateException("demo/gateway.yaml is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** {@code usual} if nobody has it, else one that the system gives. */
    private static int freePort(String bind, int usual) throws IOException {
        InetAddress address = InetAddress.getByName(bind);
        try (ServerSocket socket = new ServerSocket(usual, 1, address)) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket socket = new ServerSocket(0, 1, address)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new IOException("cannot listen on " + bind + ": " + e.getMessage(), e);
            }
        }
    }

    Gateway gateway() {
        return gateway;
    }

    /** What to try, as lines for a terminal; each command works as it is printed. */
    String guide() {
        return DemoGuide.text(
                gateway.address("http").getPort(),
                gateway.address("https").getPort(),
                gateway.adminAddress().getPort(),
                directory);
    }

    /** Ends the backends and removes what was written; call it when the gateway is stopped. */
    @Override
    public void close() {
        backends.close();
        logs.close();
        delete(directory);
    }

    /** Deletes {@code directory} with all that is in it. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
