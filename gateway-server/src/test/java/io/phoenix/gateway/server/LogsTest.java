package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.phoenix.gateway.server.config.AccessFormat;
import io.phoenix.gateway.server.config.LogConfig;
import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators read afterwards: the access log in both forms, the error log, the metrics and the table of routes. */
@Timeout(60)
final class LogsTest {

    private static final String SECRET = "sEcReT";

    @TempDir
    Path directory;

    @AfterEach
    void backToTheConsole() {
        Logs.toConsole();
    }

    private TestGateway gateway(RecordingBackend backend, String logging) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                        upstreams:
                          app: { address: "%s" }
                          nobody: { address: "127.0.0.1:1" }
                        models:
                          granite-3.3-8b-instruct: { upstream: app, aliases: [granite] }
                        routes:
                          - { name: chat, path: /v1/chat/completions, methods: [POST], models: chat }
                          - { name: app, path: /app/, upstream: app }
                          - { name: down, path: /down/, upstream: nobody }
                        """.formatted(backend.address()), logging);
    }

    private static String ask(TestGateway gateway, String request) throws IOException {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            return client.send(request).readMessage();
        }
    }

    private static String chat(String body, String... headers) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + String.join("", headers) + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("", headers) + "\r\n";
    }

    // ---- the access log ----

    @Test
    void aCombinedLineTellsWhatNginxToldAndWhatTheModelWas() throws Exception {
        try (RecordingBackend backend = new RecordingBackend("app");
                TestGateway gateway = gateway(backend, "")) {
            ask(
                    gateway,
                    chat(
                            "{\"model\":\"granite\",\"messages\":\"a prompt\"}",
                            "User-Agent: curl/8\r\nReferer: http://ref/\r\nX-Request-Id: id-1\r\n"
                                    + "Authorization: Bearer " + SECRET + "\r\nCookie: c=" + SECRET + "\r\n"));
            ask(gateway, get("/app/x?y=1"));
            List<String> lines = gateway.stopAndReadLog("access.log");
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0))
                    .matches("127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] "
                            + "\"POST /v1/chat/completions HTTP/1\\.1\" 200 17 \"http://ref/\" \"curl/8\" "
                            + "host=\"localhost\" id=\"id-1\" route=\"chat\" model=\"granite\" "
                            + "served=\"granite-3\\.3-8b-instruct\" upstream=\"app\" endpoint=\""
                            + Pattern.quote(backend.address())
                            + "\" attempts=1 in=41 ttfb=\\d+\\.\\d{3} total=\\d+\\.\\d{3} reason=\"-\"");
            assertThat(lines.get(1))
                    .contains(
                            "\"GET /app/x?y=1 HTTP/1.1\" 200 17 \"-\" \"-\" ",
                            " route=\"app\" model=\"-\" served=\"-\" ");
            assertThat(lines).noneMatch(line -> line.contains("prompt") || line.contains(SECRET));
        }
    }

    @Test
    void aLineSaysWhyARequestFailed() throws Exception {
        try (RecordingBackend backend = new RecordingBackend("app");
                TestGateway gateway = gateway(backend, "")) {
            ask(gateway, chat("{\"model\":\"nobody\"}"));
            ask(gateway, chat("{\"model\":\"granite\",\"model\":1}"));
            ask(gateway, get("/nowhere"));
            ask(gateway, get("/down/x", "X-Request-Id: lost\r\n"));
            List<String> lines = gateway.stopAndReadLog("access.log");
            assertThat(lines).hasSize(4);
            assertThat(lines.get(0))
                    .contains("\" 404 ", "model=\"nobody\" served=\"-\" upstream=\"-\"", "reason=\"model_not_found\"");
            assertThat(lines.get(1)).contains("\" 400 ", "model=\"granite\"", "reason=\"model_ambiguous\"");
            assertThat(lines.get(2)).contains("\" 404 ", "route=\"-\"", "reason=\"no_route\"");
            assertThat(lines.get(3))
                    .contains("\" 502 ", "route=\"down\"", "upstream=\"nobody\"", "reason=\"upstream_unreachable\"");
            assertThat(gateway.stopAndReadLog("error.log"))
                    .anyMatch(line ->
                            line.contains("upstream_unreachable id=lost route=down upstream=nobody status=502"));
        }
    }

    @Test
    void aJsonLineIsOneObjectWithNumbersAsNumbers() throws Exception {
        try (RecordingBackend backend = new RecordingBackend("app");
                TestGateway gateway = gateway(backend, ", access-format: json")) {
            ask(gateway, chat("{\"model\":\"granite\"}", "User-Agent: a\"b\\c\td\u00e9\r\nX-Request-Id: id-1\r\n"));
            ask(gateway, get("/down/x?token=" + SECRET, "Referer: http://ref/?sid=" + SECRET + "\r\n"));
            List<String> lines = gateway.stopAndReadLog("access.log");
            assertThat(lines).hasSize(2).noneMatch(line -> line.contains(SECRET));
            JsonNode first = new ObjectMapper().readTree(lines.get(0));
            assertThat(first.get("id").textValue()).isEqualTo("id-1");
            assertThat(first.get("client").textValue()).isEqualTo("127.0.0.1");
            assertThat(first.get("method").textValue()).isEqualTo("POST");
            assertThat(first.get("target").textValue()).isEqualTo("/v1/chat/completions");
            assertThat(first.get("user_agent").textValue()).isEqualTo("a\"b\\c\td\u00e9");
            assertThat(first.get("tls").booleanValue()).isFalse();
            assertThat(first.get("route").textValue()).isEqualTo("chat");
            assertThat(first.get("model").textValue()).isEqualTo("granite");
            assertThat(first.get("served").textValue()).isEqualTo("granite-3.3-8b-instruct");
            assertThat(first.get("upstream").textValue()).isEqualTo("app");
            assertThat(first.get("status").isInt()).isTrue();
            assertThat(first.get("request_bytes").intValue()).isEqualTo(19);
            assertThat(first.get("response_bytes").intValue()).isEqualTo(17);
            assertThat(first.get("ttfb_ms").isNumber()).isTrue();
            assertThat(first.get("total_ms").isNumber()).isTrue();
            assertThat(first.has("reason")).isFalse();
            assertThat(first.has("referer")).isFalse();
            JsonNode second = new ObjectMapper().readTree(lines.get(1));
            assertThat(second.get("status").intValue()).isEqualTo(502);
            assertThat(second.get("reason").textValue()).isEqualTo("upstream_unreachable");
            assertThat(second.get("target").textValue()).isEqualTo("/down/x?token=***");
            assertThat(second.get("referer").textValue()).isEqualTo("http://ref/?sid=***");
        }
    }

    @Test
    void whatAClientSendsCannotEndAFieldOrALine() throws Exception {
        try (RecordingBackend backend = new RecordingBackend("app");
                TestGateway gateway = gateway(backend, "")) {
            ask(gateway, get("/app/\"%22\\?a=\" status=1", "User-Agent: x\r\n").replace("\" status", "\"status"));
            ask(gateway, get("/app/", "User-Agent: a\" id=\"forged\\\" \t\u009f \u009b31m \u00e9\r\n"));
            ask(gateway, chat("{\"model\":\"a\\nb\\u0000\\\"\\u0085\\u2028\\u009b\\u202e\"}"));
            List<String> lines = gateway.stopAndReadLog("access.log");
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).contains("GET /app/\\x22%22\\x5C?a=\\x22status=1 HTTP/1.1\" 200 ");
            assertThat(lines.get(1)).contains("\"a\\x22 id=\\x22forged\\x5C\\x22 \\x09\\x9F \\x9B31m \u00e9\" host=");
            assertThat(lines.get(2)).contains(" model=\"a\\x0Ab\\x00\\x22\\x85\\u2028\\x9B\\u202E\" ");
        }
    }

    @Test
    void theValuesOfSecretQueryParametersAreBlankedHoweverTheyAreWritten() throws Exception {
        String[] targets = {
            "?token=" + SECRET,
            "?a=1&api_key=" + SECRET + "&b=2",
            "?API-KEY=" + SECRET,
            "?api%5Fkey=" + SECRET,
            "?%74oken=" + SECRET,
            "?a=1;token=" + SECRET,
            "?token=" + SECRET + "=" + SECRET,
            "?&&sid=" + SECRET + "&",
            "?x=1?token=2&token=" + SECRET,
            "?X-Amz-Signature=" + SECRET,
            "?apikey%5B%5D=" + SECRET
        };
        try (RecordingBackend backend = new RecordingBackend("app");
                TestGateway gateway = gateway(backend, "")) {
            for (String target : targets) {
                ask(gateway, get("/app/" + target, "Referer: http://x/" + target + "\r\n"));
            }
            ask(gateway, get("/app/?tokens=5&max_tokens=6&q=token&token"));
            List<String> lines = gateway.stopAndReadLog("access.log");
            assertThat(lines).hasSize(targets.length + 1).noneMatch(line -> line.contains(SECRET));
            assertThat(lines.get(1)).contains("GET /app/?a=1&api_key=***&b=2 ", "\"http://x/?a=1&api_key=***&b=2\"");
            assertThat(lines.get(targets.length)).contains("/app/?tokens=5&max_tokens=6&q=token&token ");
        }
    }

    // ---- the files ----

    @RepeatedTest(3)
    void filesAreSetAsideBySizeAndNothingIsLost() throws Exception {
        Path logs = directory.resolve("rotated");
        LogConfig config = new LogConfig(logs, AccessFormat.COMBINED, 256 << 10, Duration.ofDays(30), 1L << 30);
        int count = 50_000;
        long dropped;
        try (Logs open = Logs.open(config)) {
            Logger access = LoggerFactory.getLogger("gateway.access");
            for (int i = 0; i < count; i++) {
                access.info("line {} with some more text, so that a file is full after a while", i);
            }
            dropped = open.dropped();
        }
        assertThat(dropped).isZero();
        List<Integer> numbers = new ArrayList<>();
        List<Path> files = files(logs, "access");
        for (Path file : files) {
            assertThat(read(file).length()).as(file.toString()).isLessThan(1 << 20);
            read(file).lines().forEach(line -> numbers.add(Integer.valueOf(line.split(" ")[1])));
        }
        assertThat(files).hasSizeGreaterThan(3);
        Collections.sort(numbers);
        assertThat(numbers.equals(IntStream.range(0, count).boxed().toList()))
                .as("%s lines in %s", numbers.size(), files)
                .isTrue();
    }

    private static List<Path> files(Path logs, String name) throws IOException {
        try (Stream<Path> all = Files.list(logs)) {
            return all.filter(file -> file.getFileName().toString().startsWith(name))
                    .toList();
        }
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aDirectoryThatCannotBeUsedIsSaidSo() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        LogConfig config = new LogConfig(file.resolve("logs"), AccessFormat.JSON, 1 << 20, Duration.ofDays(1), 1 << 30);
        assertThatThrownBy(() -> Logs.open(config))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the log directory " + file.resolve("logs"));
    }

    // ---- the admin listener ----

    private static String admin(TestGateway gateway, String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.adminUrl(path)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void theMetricsTimeEveryExchangeByRouteUpstreamModelAndOutcome() throws Exception {
        try (RecordingBackend backend = new RecordingBackend("app");
                TestGateway gateway = gateway(backend, "")) {
            for (int i = 0; i < 3; i++) {
                ask(gateway, chat("{\"model\":\"granite\"}"));
            }
            ask(gateway, chat("{\"model\":\"no\\\"body\\n\"}"));
            ask(gateway, get("/down/"));
            String metrics = admin(gateway, "/metrics");
            assertThat(metrics.lines().toList())
                    .contains(
                            "gateway_request_seconds_count{model=\"granite-3.3-8b-instruct\",outcome=\"2xx\",route=\"chat\",upstream=\"app\"} 3",
                            "gateway_request_seconds_count{model=\"none\",outcome=\"4xx\",route=\"chat\",upstream=\"none\"} 1",
                            "gateway_request_seconds_count{model=\"none\",outcome=\"upstream_unreachable\",route=\"down\",upstream=\"nobody\"} 1",
                            "gateway_request_body_bytes_total{model=\"granite-3.3-8b-instruct\",outcome=\"2xx\",route=\"chat\",upstream=\"app\"} 57.0",
                            "gateway_held_bodies_bytes 0.0",
                            "gateway_log_dropped_total 0.0");
            assertThat(metrics).contains("gateway_first_byte_seconds_bucket{", "gateway_endpoint_inflight{");
            assertThat(metrics).doesNotContain("no\\\"body");
            assertIsPrometheusText(metrics);
        }
    }

    /** The text format 0.0.4: comments, and samples with a name, labels and a number. */
    private static void assertIsPrometheusText(String metrics) {
        Pattern sample = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)"
                + "(\\{[a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\n]|\\\\.)*\"(,[a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\n]|\\\\.)*\")*,?})?"
                + " (\\S+)( -?\\d+)?");
        assertThat(metrics).endsWith("\n");
        for (String line : metrics.split("\n")) {
            if (line.startsWith("#")) {
                assertThat(line).matches("# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]*( .*)?");
            } else {
                Matcher matcher = sample.matcher(line);
                assertThat(matcher.matches()).as(line).isTrue();
                assertThat(matcher.group(6)).matches("NaN|[+-]Inf|[-+0-9.eE]+");
            }
        }
    }

    @Test
    void theTableShowsEveryRoute() throws Exception {
        try (RecordingBackend backend = new RecordingBackend("app");
                TestGateway gateway = gateway(backend, "")) {
            List<String> rows = admin(gateway, "/routes").lines().toList();
            assertThat(rows).hasSize(4);
            assertThat(rows.get(0)).matches("ROUTE +HOSTS +PATHS +METHODS +LEADS TO");
            assertThat(rows.get(1))
                    .matches("chat +localhost,127\\.0\\.0\\.1 +/v1/chat/completions +POST +the upstream of .*chat");
            assertThat(rows.get(2)).matches("app .* /app/ +any +app \\[.*], prefix stripped");
            assertThat(rows.get(3)).startsWith("down ");
            assertThat(admin(gateway, "/healthz")).isEqualTo("ok\n");
            assertThat(admin(gateway, "/readyz")).isEqualTo("ready\n");
        }
    }
}
