package io.phoenix.gateway.load;

import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.FeederBuilder;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** What is called and how hard, from system properties; {@code benchmarks/load --help} tells what each means. */
final class Settings {

    private static final String TARGET =
            System.getProperty("target", "http://localhost:8080").replaceAll("/+$", "");

    private Settings() {}

    /** Connections are kept and shared by all users, as an application's pool does it. */
    static HttpProtocolBuilder protocol() {
        return http.baseUrl(TARGET)
                .wsBaseUrl(TARGET.replaceFirst("^http", "ws"))
                .shareConnections()
                .disableWarmUp()
                .userAgentHeader("phoenix-load")
                .acceptEncodingHeader("gzip");
    }

    static String target() {
        return TARGET;
    }

    /** Whether the target is the demo: its backends say who they are, and what they answer is known word for word. */
    static boolean isDemo() {
        return Boolean.getBoolean("demo");
    }

    /** Every name is one under which its backend answers, so that an answer tells which model gave it. */
    static FeederBuilder<Object> chatModels() {
        return inTurn(
                "chat-models",
                "granite-3.3-8b-instruct@vllm-chat,llama3.2:latest@ollama,qwen2.5-7b-instruct-q4_k_m.gguf@llamacpp");
    }

    static FeederBuilder<Object> embeddingModels() {
        return inTurn(
                "embedding-models",
                "ibm-granite/granite-embedding-english-r2@vllm-embedding,nomic-embed-text:latest@ollama");
    }

    static FeederBuilder<Object> apps() {
        return inTurn(
                "apps",
                "/webui/api/config@open-webui,/qdrant/collections@qdrant,/n8n/healthz@n8n,/ollama/api/version@ollama,"
                        + "/llamacpp/health@llamacpp");
    }

    /** WebSockets that say something as soon as they are open. */
    static FeederBuilder<Object> sockets() {
        return inTurn("sockets", isDemo() ? "/n8n/rest/push" : "/webui/ws/socket.io/?EIO=4&transport=websocket");
    }

    /** Users who start in each second; what the demo takes lightly would keep a GPU busy for long. */
    static double rate(double usual) {
        String rate = System.getProperty("rate");
        return rate != null ? Double.parseDouble(rate) : isDemo() ? usual : usual / 25;
    }

    /** For how long users start; in the saturation, at each level. */
    static Duration duration() {
        return Duration.ofSeconds(number("seconds", 60));
    }

    static int number(String name, int usual) {
        return Integer.getInteger(name, usual);
    }

    /** Items like {@code name@backend}; the backend is the demo's stamp, and missing where there is none. */
    private static FeederBuilder<Object> inTurn(String property, String usual) {
        return listFeeder(Arrays.stream(System.getProperty(property, usual).split(","))
                        .map(item -> item.split("@", 2))
                        .map(pair -> Map.<String, Object>of("name", pair[0], "backend", pair.length > 1 ? pair[1] : ""))
                        .toList())
                .circular();
    }
}
