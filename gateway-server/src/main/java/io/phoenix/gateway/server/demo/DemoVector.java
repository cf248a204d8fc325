package io.phoenix.gateway.server.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;

/** Vectors made of words: each word has a fixed random direction, so texts that share words point the same way. */
final class DemoVector {

    private DemoVector() {}

    /** A unit vector that depends on nothing but the text. */
    static float[] of(String text, int dimensions) {
        double[] sum = new double[dimensions];
        for (String word : DemoSpeech.words(text.toLowerCase(Locale.ROOT))) {
            add(sum, word);
        }
        if (length(sum) == 0) {
            add(sum, "");
        }
        double length = length(sum);
        float[] unit = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            unit[i] = (float) (sum[i] / length);
        }
        return unit;
    }

    /** The form that OpenAI's SDKs ask for unasked: four bytes a number, little-endian. */
    static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squareOfA = 0;
        double squareOfB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squareOfA += (double) a[i] * a[i];
            squareOfB += (double) b[i] * b[i];
        }
        double lengths = Math.sqrt(squareOfA) * Math.sqrt(squareOfB);
        return lengths == 0 ? 0 : dot / lengths;
    }

    private static void add(double[] sum, String word) {
        // java.util.Random: its sequence for a seed is specified, so every machine sees the same vectors.
        Random direction = new Random(word.hashCode());
        for (int i = 0; i < sum.length; i++) {
            sum[i] += direction.nextGaussian();
        }
    }

    private static double length(double[] vector) {
        double squares = 0;
        for (double number : vector) {
            squares += number * number;
        }
        return Math.sqrt(squares);
    }
}
