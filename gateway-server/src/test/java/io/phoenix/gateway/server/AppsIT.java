package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Apps that are named with their address and a mount, and nothing else: where requests to them go. */
@Timeout(120)
final class AppsIT {

    private static final String PAGE = "Accept: text/html";
    private static final String CALL = "Accept: */*";
    private static final String OWN_CALL = "Sec-Fetch-Site: same-origin\r\nReferer: http://localhost/c/1";

    @TempDir
    Path directory;

    private String yaml;

    private RawUpstream answering(String name) throws Exception {
        return RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
    }

    @BeforeEach
    void write() {
        yaml = """
                hosts: [localhost]
                admin: { address: "127.0.0.1:0" }
                listeners:
                  - { name: http, address: "127.0.0.1:0" }
                  - { name: ui, address: "127.0.0.1:0" }
                apps:
                  n8n: { address: "%s", path: /n8n/, health: false }
                  webui: { app: open-webui, address: "%s", path: /webui/, host: webui.lab, listener: ui, health: false }
                  qdrant: { address: "%s", path: /qdrant/, health: false }
                  ollama: { address: "%s", path: /ollama/, discover: false, health: false }
                  llamacpp: { address: "%s", path: /llamacpp/, block: [], discover: false, health: false }
                """;
    }

    /** {@code app target} for what reached an app, else {@code status location}. */
    private String sent(String listener, String host, String path, String headers) throws Exception {
        try (RawUpstream n8n = answering("n8n");
                RawUpstream webui = answering("webui");
                RawUpstream qdrant = answering("qdrant");
                RawUpstream ollama = answering("ollama");
                RawUpstream llamacpp = answering("llamacpp");
                TestGateway gateway = TestGateway.start(
                        directory,
                        yaml.formatted(
                                n8n.address(),
                                webui.address(),
                                qdrant.address(),
                                ollama.address(),
                                llamacpp.address()));
                RawConnection client = RawConnection.to(gateway.port(listener))) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n\r\n");
            String answer = client.readMessage();
            if (!answer.startsWith("HTTP/1.1 200")) {
                String location = answer.contains("\nlocation: ") ? " " + RawConnection.header(answer, "location") : "";
                return answer.split(" ")[1] + location;
            }
            String app = answer.substring(answer.lastIndexOf('\n') + 1);
            RawUpstream asked = switch (app) {
                case "n8n" -> n8n;
                case "webui" -> webui;
                case "qdrant" -> qdrant;
                case "ollama" -> ollama;
                default -> llamacpp;
            };
            return app + " " + asked.received().split(" ")[1];
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/n8n/rest/push, n8n /rest/push",
        "/n8n, 308 /n8n/",
        "/qdrant/collections, qdrant /collections",
        "/qdrant/dashboard, 307 /qdrant/dashboard/",
        "/qdrant/dashboard/, qdrant /dashboard/",
        "/dashboard/assets/x.js, qdrant /dashboard/assets/x.js",
        "/ollama/api/tags, ollama /api/tags",
        "/ollama/api/pull, 403",
        "/llamacpp/slots, llamacpp /slots",
        "/webui/api/config, webui /api/config",
        "/webui/ws/socket.io/?EIO=4, webui /ws/socket.io/?EIO=4",
        "/ws/socket.io/?EIO=4, webui /ws/socket.io/?EIO=4",
        "/_app/x.js, webui /_app/x.js",
        "/v1/chat/completion, 404",
        "/, webui /"
    })
    void byPath(String path, String expected) throws Exception {
        assertThat(sent("http", "localhost", path, CALL)).isEqualTo(expected);
    }

    @Test
    void pagesOfOpenWebUiOpenAtTheRoot() throws Exception {
        assertThat(sent("http", "localhost", "/webui/c/1?a=b", PAGE)).isEqualTo("302 /c/1?a=b");
        assertThat(sent("http", "localhost", "/webui", PAGE)).isEqualTo("308 /webui/");
        assertThat(sent("http", "localhost", "/c/1?a=b", PAGE)).isEqualTo("webui /c/1?a=b");
    }

    @Test
    void whatOpenWebUiCallsIsItsOwn() throws Exception {
        assertThat(sent("http", "localhost", "/ollama/api/tags", OWN_CALL)).isEqualTo("webui /ollama/api/tags");
        assertThat(sent("http", "localhost", "/api/version", OWN_CALL)).isEqualTo("webui /api/version");
        assertThat(sent("http", "localhost", "/n8n/rest/push", OWN_CALL)).isEqualTo("n8n /rest/push");
    }

    @Test
    void aHostOrAListenerIsTheAppsAlone() throws Exception {
        assertThat(sent("http", "webui.lab", "/ollama/api/tags", CALL)).isEqualTo("webui /ollama/api/tags");
        assertThat(sent("ui", "localhost", "/n8n/", PAGE)).isEqualTo("webui /n8n/");
    }

    @Test
    void explainsAnApp() throws Exception {
        Path file = Files.writeString(directory.resolve("gateway.yaml"), """
                hosts: [10.0.0.153, ai.phoenix.local, localhost]
                listeners:
                  - { name: http, address: 0.0.0.0:80 }
                  - { name: https, address: 0.0.0.0:8443, tls: true }
                tls: { directory: /ssl }
                apps:
                  n8n: { address: 10.0.0.154:5678, path: /n8n/, first-byte-timeout: 1h, allow: [10.0.0.0/24] }
                  webui: { app: open-webui, address: 10.0.0.156:8080, host: webui.lab }
                """);
        assertThat(CommandLineRun.explain(file, "n8n"))
                .contains("clients find it at https://ai.phoenix.local:8443/n8n/")
                .contains("first-byte-timeout: 1h", "health: /healthz", "allow:", "upstream: n8n")
                .contains("N8N_PATH=/n8n/\n", "N8N_EDITOR_BASE_URL=https://ai.phoenix.local:8443/n8n/\n")
                .contains("N8N_PROTOCOL=https\n", "N8N_PROXY_HOPS=1\n")
                .doesNotContain("${");
        assertThat(CommandLineRun.explain(file, "webui"))
                .contains("WEBUI_URL=https://webui.lab:8443\n")
                .doesNotContain("${");
        assertThat(CommandLineRun.explain(file, "nothing")).contains("no app").contains("nothing");
    }
}
