package io.phoenix.gateway.routing.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.phoenix.gateway.routing.model.ScannerRun.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A fuzzer's work with a fixed seed, so that every build tries the same few hundred thousand bodies. */
class JsonModelScannerMutationTest {
    private static final int CASES = 200_000;

    /** Pieces that matter to a JSON reader; put in at random they make bodies that are nearly right. */
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\"model\"",
        "\"model\":\"m\"",
        "\"m\\u006fdel\"",
        "\"Model\"",
        "model",
        "\"stream\":true",
        "\"stream\":false",
        "true",
        "false",
        "null",
        "tru",
        "NaN",
        "-",
        "0",
        "01",
        "-0",
        "1.",
        "1.5",
        "1e",
        "1e5",
        "1E+9",
        "-1e-7",
        ".5",
        "+1",
        "Infinity",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\ud800",
        "\\u12",
        "\\x",
        "\\n",
        "\\/",
        "\n",
        "\t",
        " ",
        "        ",
        "\r",
        "\f",
        "\u0001",
        "\u007f",
        "é",
        "漢",
        "😀",
        "\uFEFF",
        "//",
        "/*",
        "'",
        "#",
        "[[",
        "]]",
        "{\"a\":",
        "\"\"",
        "[]",
        "{}",
        "abcdefghijklmnopqrstuvwxyz0123456789",
    };

    private static final String[] BODIES = {
        "{\"model\":\"m\"}",
        "{\"model\":\"granite\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\\n\\\"you\\\" \\u00e9 é 漢 😀\"}],\"stream\":true}",
        "{\"a\":{\"model\":\"x\"},\"b\":[1,-2.5e10,0,true,false,null],\"model\" : \"z\" , \"stream\" : false }\n",
        "{\"input\":[[1,2,3],[4,5,6]],\"t\":0.7,\"top_p\":1E-2,\"model\":\"ibm/\\u0067ranite\"}",
        "\uFEFF{ }",
        "{\"" + "n".repeat(40) + "\":\"" + "A9+/".repeat(20) + "\",\"model\":\"" + "x".repeat(15) + "\"}",
    };

    /** Lead and continuation bytes at the edges of what is valid. */
    private static final int[] EDGES = {
        0x00, 0x1F, 0x20, 0x22, 0x5C, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED,
        0xEF, 0xF0, 0xF4, 0xF5, 0xFE, 0xFF
    };

    @Test
    void agreesWithJacksonOnMutatedBodies() {
        SplittableRandom random = new SplittableRandom(20260707);
        Differential differential = new Differential(6, 16);
        for (int i = 0; i < CASES; i++) {
            byte[] body = mutate(BODIES[random.nextInt(BODIES.length)].getBytes(UTF_8), random);
            Outcome outcome = differential.agrees(body);
            differential.randomCutAgrees(body, outcome, random);
        }
    }

    @Test
    void agreesWithJacksonOnGeneratedBodies() {
        SplittableRandom random = new SplittableRandom(42);
        Differential differential = new Differential(6, 16);
        for (int i = 0; i < CASES / 3; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "" : "{");
            int pieces = random.nextInt(20);
            for (int k = 0; k < pieces; k++) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            byte[] body =
                    text.append(random.nextBoolean() ? "}" : "").toString().getBytes(UTF_8);
            Outcome outcome = differential.agrees(body);
            differential.randomCutAgrees(body, outcome, random);
        }
    }

    private static byte[] mutate(byte[] body, RandomGenerator random) {
        List<Byte> bytes = new ArrayList<>(body.length + 32);
        for (byte b : body) {
            bytes.add(b);
        }
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && !bytes.isEmpty(); i++) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(7)) {
                case 0 -> bytes.set(at, (byte) random.nextInt(256));
                case 1 -> bytes.set(at, (byte) EDGES[random.nextInt(EDGES.length)]);
                case 2 -> bytes.remove(at);
                case 3 -> bytes.subList(at, bytes.size()).clear();
                case 4 -> bytes.addAll(at, List.copyOf(bytes.subList(at, Math.min(bytes.size(), at + 12))));
                case 5 -> bytes.add(at, (byte) EDGES[random.nextInt(EDGES.length)]);
                default -> {
                    List<Byte> piece = new ArrayList<>();
                    for (byte b : PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8)) {
                        piece.add(b);
                    }
                    bytes.addAll(at, piece);
                }
            }
        }
        byte[] mutated = new byte[bytes.size()];
        for (int i = 0; i < mutated.length; i++) {
            mutated[i] = bytes.get(i);
        }
        return mutated;
    }
}
