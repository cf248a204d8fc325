package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.server.observe.Logs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gateway explain} tells an operator, and with which exit code. */
@Timeout(60)
final class ExplainIT {

    private static final String CONFIG = """
            hosts: [ai.lab]
            listeners:
              - { name: http, address: "127.0.0.1:0" }
            upstreams:
              chat: { address: "127.0.0.1:1" }
              embedding: { addresses: ["127.0.0.1:2", "127.0.0.1:3"] }
              app: { address: "127.0.0.1:4", tls: { trust: /nowhere/ca.crt } }
              admin: { address: "127.0.0.1:5" }
            models:
              granite: { upstream: chat, served-as: granite-3.3-8b-instruct, aliases: [g] }
              embedding: { upstream: embedding, kind: embedding }
            routes:
              - { name: chat, path: /v1/chat/completions, methods: [POST], models: chat }
              - { name: embeddings, path: /v1/embeddings, methods: [POST], models: embedding }
              - { name: app, path: /app/, upstream: app }
              - { name: app-admin, path: /app/admin/, upstream: admin, strip-prefix: false }
              - { name: other-host, hosts: [other.lab], path: /, upstream: app }
            """;

    @TempDir
    Path directory;

    private Path config;
    private String out = "";
    private String err = "";

    @BeforeEach
    void write() throws Exception {
        config = Files.writeString(directory.resolve("gateway.yaml"), CONFIG);
    }

    @AfterEach
    void backToTheConsole() {
        Logs.toConsole();
    }

    private int explain(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        String[] all = new String[arguments.length + 3];
        all[0] = "explain";
        all[1] = "--config";
        all[2] = config.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        int code = Main.execute(new PrintWriter(outText, true), new PrintWriter(errText, true), all);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    @Test
    void anAliasIsFollowedToItsEndpoint() {
        assertThat(explain("POST", "/v1/chat/completions", "-d", "{\"messages\":[],\"model\":\"g\"}"))
                .isZero();
        assertThat(out)
                .contains("POST /v1/chat/completions for the host ai.lab")
                .contains("route     chat, to ")
                .contains("model     g, another name of granite, of kind chat")
                .contains("upstream  chat")
                .contains("endpoint  127.0.0.1:1, the only one")
                .contains("with \"granite-3.3-8b-instruct\" in the place of \"g\"")
                .contains("embeddings: is for the path /v1/embeddings")
                .contains("other-host: is for the host other.lab")
                .contains("embedding: neither it nor an alias of it is \"g\"");
    }

    @Test
    void endpointsOfAGroupAreAllNamed() {
        explain("POST", "/v1/embeddings", "-d", "{\"model\":\"embedding\"}");
        assertThat(out)
                .contains("endpoint  127.0.0.1:2; the one with the least in flight is taken, in turn with 127.0.0.1:3");
    }

    @Test
    void theLongerPrefixIsExplained() {
        explain("GET", "/app/admin/users?x=1");
        assertThat(out)
                .contains("route     app-admin")
                .contains("sent as   GET /app/admin/users?x=1")
                .contains("app: the path /app/ matches too, but /app/admin/ matches closer");
        explain("GET", "/app/a%2Fb//c?x=1");
        assertThat(out).contains("sent as   GET /a%2Fb//c?x=1").contains("the prefix /app is taken off");
    }

    @Test
    void whatIsRefusedIsToldAsTheClientIsTold() {
        explain("POST", "/v1/chat/completions", "-d", "{\"model\":\"granit\"}");
        assertThat(out)
                .contains("answered  404 model_not_found, by the gateway itself")
                .contains("granite");
        explain("POST", "/v1/chat/completions", "-d", "{\"model\":\"embedding\"}");
        assertThat(out).contains("answered  400 model_kind_mismatch");
        explain("GET", "/v1/chat/completions");
        assertThat(out).contains("answered  405").contains("chat: takes POST only");
        explain("GET", "http://nowhere.lab/app/");
        assertThat(out).contains("answered  421 unknown_host").contains("app: is for the host ai.lab");
        explain("GET", "/app/../x", "-H", "Host: ai.lab");
        assertThat(out).contains("answered  400 bad_path");
    }

    @Test
    void aBodyThatTurnsOutUnfitAfterItsModelIsToldToBeBrokenOff() {
        explain("POST", "/v1/chat/completions", "-d", "{\"model\":\"g\",\"model\":\"embedding\"}");
        assertThat(out).contains("answered  400 model_ambiguous");
    }

    @Test
    void theHeaderOfARouteThatExplainsSaysTheSame() throws Exception {
        try (RecordingBackend upstream = new RecordingBackend("chat")) {
            String yaml = TestGateway.LISTENERS + """
                    upstreams:
                      chat: { address: "%s" }
                    models:
                      granite: { upstream: chat, served-as: granite-3.3-8b-instruct, aliases: [g] }
                    routes:
                      - { name: chat, path: /v1/chat/completions, models: chat, explain: true }
                      - { name: app, path: /app/, upstream: chat, explain: true }
                    """.formatted(upstream.address());
            Files.writeString(config, yaml);
            try (TestGateway gateway = TestGateway.start(directory, yaml)) {
                for (String body : new String[] {"{\"model\":\"g\"}", "{\"model\":\"x\"}", "{}", "{\"model\":\"g\""}) {
                    explain("POST", "/v1/chat/completions", "-d", body);
                    assertThat(decision(gateway, "POST /v1/chat/completions", body))
                            .startsWith(reason(out));
                }
                assertThat(decision(gateway, "POST /v1/chat/completions", "{\"model\":\"g\"}"))
                        .isEqualTo("route=chat; path=/v1/chat/completions; model=g; served-as=granite-3.3-8b-instruct;"
                                + " upstream=chat; endpoint=" + upstream.address() + "; attempts=1");
                explain("GET", "/app/x");
                assertThat(decision(gateway, "GET /app/x", "")).startsWith(reason(out));
            }
        }
    }

    @Test
    void modelsThatUpstreamsTellOfAreKnownWhenTheyAreAsked() throws Exception {
        String list = "{\"data\":[{\"id\":\"found\"}]}";
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + list.length() + "\r\n\r\n" + list)) {
            Files.writeString(config, TestGateway.LISTENERS + """
                    upstreams:
                      chat: { address: "%s", discover: true }
                    routes:
                      - { name: chat, path: /v1/chat/completions, models: chat }
                    """.formatted(upstream.address()));
            String[] request = {"POST", "/v1/chat/completions", "-d", "{\"model\":\"found\"}"};
            assertThat(explain(request)).isZero();
            assertThat(out).contains("404 model_not_found");
            assertThat(explain(request[0], request[1], request[2], request[3], "--discover"))
                    .isZero();
            assertThat(out)
                    .contains("model     found, of a kind that its upstream does not tell")
                    .contains("endpoint  " + upstream.address());
        }
    }

    private static String reason(String out) {
        return out.lines()
                .filter(line -> line.startsWith("reason"))
                .findFirst()
                .orElseThrow()
                .substring(10);
    }

    private static String decision(TestGateway gateway, String methodAndPath, String body) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(methodAndPath + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n"
                    + body);
            return RawConnection.header(client.readHead(), "x-gateway-decision");
        }
    }

    @Test
    void theBodyMayComeFromAFile() throws Exception {
        Path body = directory.resolve("body.json");
        Files.writeString(body, "\uFEFF{\"model\":\"g\"}", StandardCharsets.UTF_8);
        assertThat(explain("POST", "/v1/chat/completions", "--body-file", body.toString()))
                .isZero();
        assertThat(out).contains("upstream  chat");
        assertThat(explain("POST", "/v1/chat/completions", "--body-file", directory + "/none"))
                .isOne();
        assertThat(err).contains("the body cannot be read from").contains("none");
    }

    @Test
    void wrongUsageAndAnInvalidConfigurationHaveTheirOwnCodes() throws Exception {
        assertThat(explain("POST")).isEqualTo(2);
        Files.writeString(config, "hosts: 3");
        assertThat(explain("GET", "/")).isEqualTo(3);
        assertThat(err).contains("gateway.yaml:1:8");
    }
}
