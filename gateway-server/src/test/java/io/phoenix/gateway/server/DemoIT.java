package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo, tried as its guide says: every command line that it prints is run by a shell. */
@Timeout(120)
final class DemoIT {

    /** What a command of the guide must print, by a part of the command that no other has. */
    private static final Map<String, List<String>> EXPECTED = new LinkedHashMap<>();

    static {
        EXPECTED.put("curl http://localhost:PORT/v1/models", List.of("\"object\":\"list\"", "\"id\":\"granite\""));
        EXPECTED.put("\"Who answers me?\"", List.of("This is vllm-chat", "\"usage\"", "granite-3.3-8b-instruct"));
        EXPECTED.put("\"Stream, please\"", List.of("data: {", "chat.completion.chunk", "data: [DONE]"));
        EXPECTED.put("text-embedding-ada-002", List.of("\"embedding\"", "ibm-granite/granite-embedding-english-r2"));
        EXPECTED.put("\"granit\"", List.of("model_not_found", "The model `granit` does not exist", "first: granite,"));
        EXPECTED.put("\"model\":\"embedding\"", List.of("model_kind_mismatch", "Use /v1/embeddings"));
        EXPECTED.put("/qdrant/collections", List.of("\"collections\"", "\"status\":\"ok\""));
        EXPECTED.put(
                "/qdrant/demo/echo",
                List.of("\"target\":\"/demo/echo/a%2Fb//c?x=1\"", "[\"x-forwarded-prefix\",\"/qdrant\"]"));
        EXPECTED.put("/n8n/healthz", List.of("\"status\":\"ok\""));
        EXPECTED.put("/ollama/api/chat", List.of("\"done\":false", "\"done\":true", "granite3.3:8b"));
        EXPECTED.put("/llamacpp/health", List.of("\"status\":\"ok\""));
        EXPECTED.put("portainer.localhost", List.of("\"Version\""));
        EXPECTED.put("\"model\":\"llama3.2\"", List.of("\"content\":\"1 2 3\"", "llama3.2:latest"));
        EXPECTED.put(":PORT/api/chat -d '{\"model\":\"granite3.3:8b\"", List.of("\"done\":true", "\"content\":\" 3\""));
        EXPECTED.put(":PORT/api/tags", List.of("nomic-embed-text:latest", "\"digest\":", "\"quantization_level\""));
        EXPECTED.put(":PORT/api/chat -d '{\"model\":\"granite\"", List.of("{\"error\":\"", "Use /v1/chat/completions"));
        EXPECTED.put("/v1/responses", List.of("\"object\":\"response\"", "\"text\":\"1 2 3\""));
        EXPECTED.put("/v1/messages", List.of("\"type\":\"message\"", "\"text\":\"1 2 3\""));
        EXPECTED.put("/v1/rerank", List.of("\"relevance_score\":", "an open door"));
        EXPECTED.put("/v1/audio/transcriptions", List.of("This is whisper, which heard", "bytes of demo.crt"));
        EXPECTED.put("/tokenize", List.of("\"count\":11"));
        EXPECTED.put("/nowhere", List.of("HTTP/1.1 404 ", "no_route", "x-request-id: "));
        EXPECTED.put("--cacert", List.of("\"object\":\"list\"", "\"id\":\"granite\""));
        EXPECTED.put("/ws/socket.io", List.of("HTTP/1.1 101 ", "sec-websocket-accept: "));
    }

    private record Ran(int exitCode, String output, String errors) {}

    private static Ran run(String command) throws Exception {
        File out = File.createTempFile("demo-it-", ".out");
        File err = File.createTempFile("demo-it-", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out)
                    .redirectError(err);
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
            Process process = builder.start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail("this command did not end: " + command);
            }
            return new Ran(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
        } finally {
            Files.deleteIfExists(out.toPath());
            Files.deleteIfExists(err.toPath());
        }
    }

    private static void requireCurl() throws Exception {
        boolean there = run("command -v curl").exitCode() == 0;
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("curl, which the build machine must have").isTrue();
        }
        assumeTrue(there, "skipped: the guide's commands need curl, and this machine has none");
    }

    private static List<String> commands(String guide) {
        return guide.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("curl "))
                .toList();
    }

    private static int port(String guide, String scheme) {
        Matcher matcher = Pattern.compile(scheme + "://localhost:(\\d+)/webui/").matcher(guide);
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static Path directory(String guide) {
        Matcher matcher = Pattern.compile("Logs +(/\\S+)/logs").matcher(guide);
        assertThat(matcher.find()).isTrue();
        return Path.of(matcher.group(1));
    }

    private static void stop(DemoRun demo) {
        demo.gateway().close();
        demo.close();
    }

    @Test
    void everyCommandOfTheGuideWorksAsPrinted() throws Exception {
        requireCurl();
        DemoRun demo = DemoRun.start("127.0.0.1");
        try {
            String guide = demo.guide();
            awaitDiscovery(guide);
            List<String> problems = new ArrayList<>();
            List<String> left = new ArrayList<>(EXPECTED.keySet());
            for (String command : commands(guide)) {
                String plain = command.replace(":" + port(guide, "http") + "/", ":PORT/");
                String key = EXPECTED.keySet().stream()
                        .filter(part -> plain.endsWith(part) || plain.contains(part) && !part.startsWith("curl "))
                        .findFirst()
                        .orElse("");
                left.remove(key);
                check(command, EXPECTED.getOrDefault(key, List.of("this test does not know the command")), problems);
            }
            assertThat(problems).isEmpty();
            assertThat(left).as("what the guide no longer shows").isEmpty();
        } finally {
            stop(demo);
        }
    }

    /** A reader of the guide takes longer to type than the first discovery does; this test might not. */
    private static void awaitDiscovery(String guide) {
        Awaitility.await().until(() -> {
            try (RawConnection client = RawConnection.to(port(guide, "http"))) {
                client.send("GET /api/tags HTTP/1.1\r\nHost: localhost\r\n\r\n");
                return client.readMessage().contains("llama3.2:latest");
            }
        });
    }

    private static void check(String command, List<String> expected, List<String> problems) throws Exception {
        Ran ran = run(command);
        // A WebSocket that nobody closes ends by curl's own time limit.
        int exitCode = command.contains("--max-time") ? 28 : 0;
        if (ran.exitCode() != exitCode) {
            problems.add(command + "\nended with " + ran.exitCode() + ": " + ran.errors());
        }
        for (String part : expected) {
            if (!ran.output().contains(part)) {
                problems.add(command + "\nprinted no " + part + " but\n" + ran.output());
            }
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        DemoRun demo = DemoRun.start("127.0.0.1");
        Path directory = directory(demo.guide());
        assertThat(directory.resolve("demo.key")).exists();
        assertThat(directory.resolve("logs")).isDirectory();
        stop(demo);
        assertThat(directory).doesNotExist();
    }

    @Test
    void twoAtOnceDoNotMeet() throws Exception {
        DemoRun one = DemoRun.start("127.0.0.1");
        try {
            DemoRun two = DemoRun.start("127.0.0.1");
            try {
                for (String scheme : List.of("http", "https")) {
                    assertThat(port(one.guide(), scheme)).isNotEqualTo(port(two.guide(), scheme));
                }
                assertThat(one.gateway().adminAddress())
                        .isNotEqualTo(two.gateway().adminAddress());
                assertThat(directory(one.guide())).isNotEqualTo(directory(two.guide()));
                for (DemoRun each : List.of(one, two)) {
                    try (RawConnection client = RawConnection.to(port(each.guide(), "http"))) {
                        client.send("GET /n8n/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
                        assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
                    }
                }
            } finally {
                stop(two);
            }
        } finally {
            stop(one);
        }
    }

    @Test
    void takesAnotherPortWhenTheUsualOneIsTaken() throws Exception {
        try (ServerSocket taken = takeUsual()) {
            DemoRun demo = DemoRun.start("127.0.0.1");
            try {
                assertThat(port(demo.guide(), "http")).isNotEqualTo(taken.getLocalPort());
            } finally {
                stop(demo);
            }
        }
    }

    private static ServerSocket takeUsual() throws IOException {
        try {
            return new ServerSocket(8080);
        } catch (IOException alreadyTaken) {
            return new ServerSocket(0);
        }
    }
}
