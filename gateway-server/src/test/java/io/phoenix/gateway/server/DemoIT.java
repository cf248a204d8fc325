package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo does what it prints: every command line of its guide is run by a shell. */
@Timeout(120)
final class DemoIT {

    /** What must stand in the answer to the command that contains the key. */
    private static final Map<String, String> EXPECTED = new LinkedHashMap<>();

    static {
        EXPECTED.put("--cacert", "\"id\":\"granite\"");
        EXPECTED.put("Upgrade: websocket", "HTTP/1.1 101 Switching Protocols");
        EXPECTED.put("\"stream\":true", "data: [DONE]");
        EXPECTED.put("\"granit\"", "Models here, the nearest first: granite,");
        EXPECTED.put("\"model\":\"embedding\"", "model_kind_mismatch");
        EXPECTED.put("/v1/embeddings", "\"embedding\":[");
        EXPECTED.put("/v1/chat/completions", "\"model\":\"granite-3.3-8b-instruct\"");
        EXPECTED.put("/v1/models", "\"id\":\"text-embedding-ada-002\"");
        EXPECTED.put("/qdrant/demo/echo", "a%2Fb//c?x=1");
        EXPECTED.put("/qdrant/collections", "\"status\":\"ok\"");
        EXPECTED.put("/n8n/healthz", "ok");
        EXPECTED.put("/ollama/api/chat", "\"done\":true");
        EXPECTED.put("/llamacpp/health", "ok");
        EXPECTED.put("portainer.localhost", "Version");
        EXPECTED.put("/nowhere", "404 Not Found");
    }

    private static void requireCurl() throws Exception {
        if (new ProcessBuilder("sh", "-c", "command -v curl").start().waitFor() == 0) {
            return;
        }
        String reason = "the demo prints curl lines, and this machine has no curl";
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        abort(reason);
    }

    @Test
    void everyPrintedCommandWorksAsPrinted() throws Exception {
        requireCurl();
        try (DemoRun demo = DemoRun.start("127.0.0.1")) {
            List<String> commands = demo.guide()
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("curl "))
                    .toList();
            assertThat(commands).hasSizeGreaterThanOrEqualTo(EXPECTED.size());
            for (String command : commands) {
                assertThat(output(command)).as(command).contains(expected(command));
            }
            demo.gateway().close();
        }
    }

    private static String expected(String command) {
        return EXPECTED.entrySet().stream()
                .filter(entry -> command.contains(entry.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static String output(String command) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void twoAtOnceChooseDifferentPortsAndLeaveNothingBehind() throws Exception {
        Path directory;
        try (DemoRun first = DemoRun.start("127.0.0.1")) {
            try (DemoRun second = DemoRun.start("127.0.0.1")) {
                assertThat(first.gateway().address("http"))
                        .isNotEqualTo(second.gateway().address("http"));
                second.gateway().close();
            }
            String guide = first.guide();
            directory = Path.of(guide.substring(guide.indexOf("--cacert ") + 9, guide.indexOf("/demo.crt")));
            assertThat(directory).isDirectory();
            first.gateway().close();
        }
        assertThat(Files.exists(directory)).isFalse();
    }
}
