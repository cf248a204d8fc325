package io.phoenix.gateway.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.phoenix.gateway.benchmarks.ModelScannerBenchmark.Body;
import io.phoenix.gateway.benchmarks.ModelScannerBenchmark.Place;
import java.util.Base64;
import java.util.Random;

/** Bodies as clients send them: the same bytes on every run. */
final class RequestBodies {
    private static final String PROSE =
            "The gateway reads the name of the model while the bytes arrive, and sends them on.\\n"
                    + "\\\"Why?\\\" she asked; because a large prompt should not wait in memory.\\n";
    private static final String CHINESE = "网关在字节到达时读取模型的名称，并立即转发它们。";

    private RequestBodies() {}

    static byte[] chat(Body body, Place place) {
        String model = "\"model\":\"ibm-granite/granite-3.3-8b-instruct\"";
        String options = "\"temperature\":0.7,\"max_tokens\":512,\"stream\":true";
        int size = size(body);
        String json = switch (place) {
            case FIRST -> "{" + model + ",\"messages\":" + content(body, size) + "," + options + "}";
            case MIDDLE ->
                "{\"context\":" + content(body, size / 2) + "," + model + ",\"messages\":" + content(body, size / 2)
                        + "," + options + "}";
            case LAST -> "{\"messages\":" + content(body, size) + "," + options + "," + model + "}";
        };
        return json.getBytes(UTF_8);
    }

    private static int size(Body body) {
        return switch (body) {
            case CHAT_1K -> 900;
            case CHAT_16K -> 16_000;
            case CHAT_1M, CHINESE_1M, NUMBERS_1M, INDENTED_1M -> 1_000_000;
            case IMAGE_20M -> 20_000_000;
        };
    }

    private static String content(Body body, int bytes) {
        return switch (body) {
            case CHAT_1K, CHAT_16K, CHAT_1M -> messages(PROSE, bytes);
            case CHINESE_1M -> messages(CHINESE, bytes);
            case NUMBERS_1M -> numbers(bytes);
            case INDENTED_1M -> indented(bytes);
            case IMAGE_20M -> image(bytes);
        };
    }

    /** A conversation of messages of about 600 bytes. */
    private static String messages(String sentence, int bytes) {
        StringBuilder json = new StringBuilder("[{\"role\":\"system\",\"content\":\"Be brief.\"}");
        String text = sentence.repeat(Math.max(1, Math.min(600, bytes / 2) / sentence.getBytes(UTF_8).length));
        String message = ",{\"role\":\"user\",\"content\":\"" + text + "\"}";
        int size = message.getBytes(UTF_8).length;
        for (int written = 0; written + size < bytes; written += size) {
            json.append(message);
        }
        return json.append(']').toString();
    }

    /** Token ids, as embedding clients send them. */
    private static String numbers(int bytes) {
        StringBuilder json = new StringBuilder("[[0");
        Random random = new Random(7);
        while (json.length() < bytes) {
            json.append(random.nextInt(40) == 0 ? "],[" : ",").append(random.nextInt(50_000));
        }
        return json.append("]]").toString();
    }

    /** Tool definitions, pretty-printed: short names, short values and a great deal of white space. */
    private static String indented(int bytes) {
        String tool = """
                ,
                    {
                      "type": "function",
                      "function": {
                        "name": "get_weather",
                        "strict": true,
                        "parameters": {
                          "type": "object"
                        }
                      }
                    }""";
        return "[\n    {}" + tool.repeat(1 + bytes / tool.length()) + "\n  ]";
    }

    private static String image(int bytes) {
        byte[] pixels = new byte[bytes / 4 * 3];
        new Random(7).nextBytes(pixels);
        return "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is this?\"},{\"type\":"
                + "\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(pixels) + "\"}}]}]";
    }
}
