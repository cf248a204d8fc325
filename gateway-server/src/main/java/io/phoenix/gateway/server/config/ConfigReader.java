package io.phoenix.gateway.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a configuration: YAML 1.2 or JSON. Whatever is wrong with it comes back as problems, all of them at once;
 * nothing is thrown. Reads that one file and looks at no other, so what it names may be absent. Holds no state; any
 * thread.
 */
public final class ConfigReader {
    private ConfigReader() {}

    /** Reads a file; relative paths in it that name certificates are meant from its folder. */
    public static ConfigResult read(Path file) {
        Problems problems = new Problems(file.toString());
        String text = text(file, problems);
        Path folder = file.toAbsolutePath().resolveSibling("");
        return text == null ? problems.result(null) : read(text, folder, problems);
    }

    /**
     * Reads a text.
     *
     * @param name what problems call the file
     * @param baseDirectory what relative paths that name certificates are meant from
     */
    public static ConfigResult read(String name, String text, Path baseDirectory) {
        return read(text, baseDirectory, new Problems(name));
    }

    private static ConfigResult read(String text, Path folder, Problems problems) {
        Node root = YamlText.read(text, problems);
        GatewayConfig config = root == null ? null : new GatewaySection(folder).read(new Value(root, "", problems));
        return problems.result(config);
    }

    private static @Nullable String text(Path file, Problems problems) {
        try (InputStream in = Files.newInputStream(file)) {
            // One byte more than is allowed is enough to see that it is too long: the path may be a device.
            return decode(in.readNBytes(4 * YamlText.LONGEST + 1), problems);
        } catch (NoSuchFileException e) {
            problems.addError(0, 0, "there is no such file");
        } catch (AccessDeniedException e) {
            problems.addError(0, 0, "may not be read by the user that the gateway runs as");
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a directory" : String.valueOf(e.getMessage());
            problems.addError(0, 0, "cannot be read: " + reason);
        }
        return null;
    }

    private static @Nullable String decode(byte[] bytes, Problems problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
            int column = text.length() - text.lastIndexOf('\n');
            problems.addError(line, column, "is not UTF-8 from here on; save the file as UTF-8");
            return null;
        }
        return text;
    }
}
