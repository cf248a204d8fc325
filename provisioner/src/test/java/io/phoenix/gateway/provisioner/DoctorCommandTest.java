package io.phoenix.gateway.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor before real servers on addresses of the loopback network, each ill in its own way. */
final class DoctorCommandTest {
    private static final String MODELS = "{\"object\":\"list\",\"data\":[{\"id\":\"granite\",\"object\":\"model\"}]}";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<HttpServer> servers = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    private int serve(HttpServer server, Map<String, String> answers) {
        server.createContext("/", exchange -> {
            try (exchange) {
                String answer = answers.get(exchange.getRequestURI().getPath());
                byte[] body = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private int http(String host, Map<String, String> answers) throws IOException {
        return serve(HttpServer.create(new InetSocketAddress(host, 0), 0), answers);
    }

    private int portainer(String... arguments) throws Exception {
        return https("127.0.0.103", Map.of("/api/system/status", "{}"), arguments);
    }

    /** One with a certificate made by keytool with {@code arguments}, which is exported beside it. */
    private int https(String host, Map<String, String> answers, String... arguments) throws Exception {
        Path store = folder.resolve("portainer.p12");
        List<String> command = new ArrayList<>(List.of(
                "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=portainer", "-storetype", "PKCS12"));
        command.addAll(List.of(arguments));
        keytool(store, command);
        keytool(
                store,
                List.of(
                        "-exportcert",
                        "-rfc",
                        "-alias",
                        "a",
                        "-file",
                        folder.resolve("portainer.crt").toString()));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return serve(server, answers);
    }

    private static void keytool(Path store, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        command.addAll(List.of("-keystore", store.toString(), "-storepass", "secret"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private int run(int vllm, int portainer, int door, String... further) throws IOException {
        List<String> all = new ArrayList<>(List.of("--http-port", Integer.toString(door)));
        all.addAll(List.of(further));
        return run(vllm, portainer, all);
    }

    private int run(int vllm, int portainer, List<String> further) throws IOException {
        Example example = Example.SOUND
                .with("host", "10.0.0.", "127.0.0.")
                .with("containers", "10.0.0.", "127.0.0.")
                .with(
                        "containers",
                        "\"/srv/beta/granite\"",
                        "\"/srv/beta/granite\", \"vllm_served_model_name\": \"granite\"")
                .with("containers", "8000:8000", vllm + ":8000")
                .with("containers", "\"102\": {", """
                        "103": {
                          "name": "portainer", "memory_mb": 1024, "cores": 2, "storage_pool": "tank-lxc",
                          "storage_size_gb": 8, "portainer_role": "server", "clone_from_ctid": "100",
                          "network_config":
                            { "name": "eth0", "bridge": "vmbr0", "ip": "127.0.0.103/24", "gw": "127.0.0.1" },
                          "unprivileged": true, "ports": ["%d:9443"]
                        },
                        "102": {""".formatted(portainer));
        Files.writeString(folder.resolve("host.json"), example.host());
        Files.writeString(folder.resolve("phoenix_lxc_configs.json"), example.containers());
        List<String> arguments = new ArrayList<>(List.of("doctor", "--hypervisor"));
        arguments.add(folder.resolve("host.json").toString());
        arguments.addAll(List.of("--gateway-container", "101", "--domain", "lab"));
        arguments.addAll(further);
        Hosts none = backend -> {
            throw new IOException("this host has no containers");
        };
        return Main.execute(none, new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    }

    private String trust() {
        return folder.resolve("portainer.crt").toString();
    }

    /** A port of the loopback network at which nothing listens. */
    private static int closed() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void allIsWell() throws Exception {
        int vllm = http("127.0.0.102", Map.of("/health", "", "/v1/models", MODELS));
        int door = http("127.0.0.101", Map.of("/v1/models", MODELS));
        int portainer = portainer("-ext", "san=dns:portainer.lab", "-validity", "30");
        run(vllm, portainer, door, "--trust", trust());
        assertThat(err.toString()).contains("containers are not looked into: this host has no containers");
        assertThat(out.toString())
                .containsPattern("ok +102 vLLM +tcp +127\\.0\\.0\\.102:" + vllm)
                .containsPattern("ok +102 vLLM +http +GET /health: 200")
                .containsPattern("ok +102 vLLM +model +granite")
                .containsPattern("ok +103 Portainer +tls +portainer\\.lab, until 20")
                .containsPattern("ok +103 Portainer +http +GET /api/system/status: 200")
                .containsPattern("ok +101 gateway +tcp")
                .containsPattern("ok +route /v1/models +model +1 of the files")
                // No DNS has the name, which is all that is left to mend.
                .contains("1 failed; what mends them:")
                .contains("name ai.lab, dns: add to the DNS, or to /etc/hosts of clients: 127.0.0.101 ai.lab");
    }

    @Test
    void nothingListens() throws Exception {
        int nobody = closed();
        assertThat(run(nobody, nobody, nobody)).isEqualTo(2);
        assertThat(out.toString())
                .containsPattern("! +102 vLLM +tcp +127\\.0\\.0\\.102:" + nobody + ": refused: nothing listens there")
                .contains("102 vLLM, tcp: in the container: systemctl restart vllm_model_server")
                .containsPattern("! +101 gateway +tcp");
    }

    @Test
    void anotherModelAndAGatewayThatDoesNotListIt() throws Exception {
        String other = MODELS.replace("granite", "qwen");
        int vllm = http("127.0.0.102", Map.of("/health", "", "/v1/models", other));
        int door = http("127.0.0.101", Map.of("/v1/models", other));
        assertThat(run(vllm, closed(), door)).isEqualTo(2);
        assertThat(out.toString())
                .containsPattern("! +102 vLLM +model +the files say granite, it serves \\[qwen\\]")
                .containsPattern("! +route /v1/models +model +the gateway does not list \\[granite\\]");
    }

    @Test
    void aServiceThatIsStarting() throws Exception {
        int vllm = http("127.0.0.102", Map.of());
        run(vllm, closed(), closed());
        assertThat(out.toString()).containsPattern("! +102 vLLM +http +GET /health is answered with 404");
    }

    @Test
    void aSilentServer() throws Exception {
        try (ServerSocket silent = new ServerSocket()) {
            silent.bind(new InetSocketAddress("127.0.0.102", 0));
            run(silent.getLocalPort(), closed(), closed());
        }
        assertThat(out.toString()).containsPattern("! +102 vLLM +http +GET /health has no answer within 5 s");
    }

    @Test
    void anExpiredCertificate() throws Exception {
        int port = portainer("-ext", "san=dns:portainer.lab", "-startdate", "-30d", "-validity", "10");
        run(closed(), port, closed(), "--trust", trust());
        assertThat(out.toString())
                .containsPattern("! +103 Portainer +tls +the certificate has expired on 20")
                .contains("renew its certificate for portainer.lab");
    }

    @Test
    void aCertificateForAnotherName() throws Exception {
        run(closed(), portainer("-ext", "san=dns:other.lab"), closed(), "--trust", trust());
        assertThat(out.toString()).contains("the certificate is not for portainer.lab but for [other.lab]");
    }

    @Test
    void aCertificateThatNobodyVouchesFor() throws Exception {
        run(closed(), portainer("-ext", "san=dns:portainer.lab"), closed());
        assertThat(out.toString()).contains("nobody that is trusted vouches for the certificate of CN=portainer");
    }

    @Test
    void noTlsAtAll() throws Exception {
        int port = http("127.0.0.103", Map.of("/api/system/status", "{}"));
        run(closed(), port, closed());
        assertThat(out.toString()).containsPattern("! +103 Portainer +tls +no handshake");
    }

    @Test
    void aGatewayThatSpeaksTlsOnlyByItsOwnConfiguration() throws Exception {
        int vllm = http("127.0.0.102", Map.of("/health", "", "/v1/models", MODELS));
        int redirect = http("127.0.0.101", Map.of());
        int tls = https("127.0.0.101", Map.of("/v1/models", MODELS), "-ext", "san=dns:ai.lab");
        Path config = Files.writeString(folder.resolve("gateway.yaml"), """
                listeners:
                  - { name: proxied, address: "0.0.0.0:1", proxy-protocol: true }
                  - { name: http, address: "0.0.0.0:%d", redirect-to-https: 443 }
                  - { name: https, address: "[::]:%d", tls: true }
                """.formatted(redirect, tls));
        run(vllm, closed(), List.of("--gateway-config", config.toString()));
        assertThat(out.toString())
                .containsPattern("ok +101 gateway +tcp +127\\.0\\.0\\.101:" + redirect)
                .containsPattern("ok +101 gateway +tcp +127\\.0\\.0\\.101:" + tls)
                .containsPattern("ok +route /v1/models +model +1 of the files")
                .doesNotContain("127.0.0.101:1 ", "127.0.0.101:1:");
    }

    @Test
    void aConfigurationThatIsNoYaml() throws Exception {
        Path config = Files.writeString(folder.resolve("gateway.yaml"), "listeners: [");
        assertThat(run(closed(), closed(), List.of("--gateway-config", config.toString())))
                .isEqualTo(3);
        assertThat(err.toString()).contains("gateway.yaml:1:").contains("not valid YAML");
    }

    @Test
    void aPortThatDoesNotExist() throws Exception {
        assertThat(run(closed(), closed(), 65_536)).isEqualTo(64);
        assertThat(err.toString()).contains("there is no port 65536");
    }

    @Test
    void asJson() throws Exception {
        assertThat(run(closed(), closed(), closed(), "--json")).isEqualTo(2);
        assertThat(out.toString())
                .contains("\"version\" : 1", "\"hop\" : \"tcp\"", "\"state\" : \"failed\"", "\"remedy\" : ");
    }
}
