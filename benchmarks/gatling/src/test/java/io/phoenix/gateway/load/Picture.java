package io.phoenix.gateway.load;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;

/** Noise as a PNG, which any model that sees can open and nothing on the way can compress. */
final class Picture {

    private final String base64;
    private final Map<String, byte[]> prompts = new ConcurrentHashMap<>();

    private Picture(String base64) {
        this.base64 = base64;
    }

    /** About so large in base64, which takes four bytes for three; a pixel is three. */
    static Picture ofMegabytes(int megabytes) {
        int side = (int) Math.sqrt(megabytes * 1e6 / 4);
        BufferedImage noise = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new Random(megabytes).ints((long) side * side).toArray();
        noise.setRGB(0, 0, side, side, pixels, 0, side);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(noise, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Picture(Base64.getEncoder().encodeToString(png.toByteArray()));
    }

    /** A question about it to the model; always the same bytes, since making them anew would slow the load down. */
    byte[] prompt(String model) {
        return prompts.computeIfAbsent(
                model, name -> """
                        {"messages":[{"role":"user","content":[{"type":"text","text":"What is to be seen?"},\
                        {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}}]}],"max_tokens":16,"model":"%s"}""".formatted(base64, name).getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
