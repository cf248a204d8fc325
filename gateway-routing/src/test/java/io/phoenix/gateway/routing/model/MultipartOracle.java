package io.phoenix.gateway.routing.model;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a whole form with the grammar of RFC 2046 and RFC 7578 as patterns, and by Netty's decoder. Stateless. */
final class MultipartOracle {

    /** What a form is. */
    enum Form {
        /** Names one model. */
        GOOD,
        /** Sound, but names none. */
        WITHOUT_MODEL,
        /** Neither; or it may be sound with more bytes. */
        BAD
    }

    /** A verdict, with the model and the offset of its value if the form is good. */
    record Verdict(Form form, String model, int start, int end) {}

    private static final Verdict BAD = new Verdict(Form.BAD, "", 0, 0);
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String PARAMETER = ";[ \\t]*" + TOKEN + "=(?:" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*(?<!\\\\)\")";
    private static final Pattern HEADERS =
            Pattern.compile("((?:" + TOKEN + ":[^\\x00-\\x1f\\x7f]*\r\n){0,32})\r\n", Pattern.DOTALL);
    private static final Pattern DISPOSITION = Pattern.compile(
            "form-data;[ \\t]*name=(?:(" + TOKEN + ")|\"([^\"\\\\;]*)\")((?:" + PARAMETER + ")*)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME =
            Pattern.compile(";[ \\t]*(" + TOKEN + ")=(?:" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*(?<!\\\\)\")");
    private static final Pattern PLAIN = Pattern.compile(
            "text/plain(?:;[ \\t]*charset=(?:\"([^\"\\\\]*)\"|(" + TOKEN + ")))?", Pattern.CASE_INSENSITIVE);

    private MultipartOracle() {}

    static Verdict judge(byte[] body, String boundary) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        Matcher lead = Pattern.compile("(?:\r\n)*").matcher(text);
        int at = lead.lookingAt() ? lead.end() : 0;
        if (!text.startsWith("--" + boundary, at)) {
            return BAD;
        }
        at += 2 + boundary.length();
        Verdict found = new Verdict(Form.WITHOUT_MODEL, "", 0, 0);
        while (text.startsWith("\r\n", at)) {
            Matcher headers = HEADERS.matcher(text).region(at + 2, text.length());
            if (!headers.lookingAt() || headers.end() - headers.start() > PartHeaders.MOST_BYTES) {
                return BAD;
            }
            int start = headers.end();
            int end = text.indexOf("\r\n--" + boundary, start);
            String name = name(headers.group(1));
            if (name == null || end < 0 || text.startsWith("--" + boundary, start)) {
                return BAD;
            }
            if (name.startsWith("model;")) {
                String model = model(name, headers.group(1), body, start, end);
                if (model == null || found.form() == Form.GOOD) {
                    return BAD;
                }
                found = new Verdict(Form.GOOD, model, start, end);
            }
            at = end + 4 + boundary.length();
        }
        String rest = text.substring(at);
        return rest.equals("--") || rest.equals("--\r\n") ? found : BAD;
    }

    /** The name of the part, a semicolon, and the other parameters' names, each with a semicolon. */
    private static @Nullable String name(String headers) {
        List<String> dispositions = values(headers, "content-disposition");
        Matcher matcher = DISPOSITION.matcher(dispositions.isEmpty() ? "" : dispositions.get(0));
        boolean twice = dispositions.size() > 1
                || values(headers, "content-type").size() > 1
                || values(headers, "content-transfer-encoding").size() > 1;
        if (twice || !matcher.matches()) {
            return null;
        }
        StringBuilder name = new StringBuilder(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        name.append(';');
        List<String> seen = new ArrayList<>(List.of("name"));
        for (Matcher more = NAME.matcher(matcher.group(3)); more.find(); ) {
            String other = more.group(1).toLowerCase(Locale.ROOT);
            if (seen.contains(other) || other.startsWith("name*")) {
                return null;
            }
            seen.add(other);
            name.append(other).append(';');
        }
        return name.toString();
    }

    private static List<String> values(String headers, String name) {
        return headers.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).replaceAll("^ +| +$", ""))
                .toList();
    }

    private static @Nullable String model(String name, String headers, byte[] body, int start, int end) {
        List<String> encodings = values(headers, "content-transfer-encoding");
        List<String> types = values(headers, "content-type");
        Matcher plain = PLAIN.matcher(types.isEmpty() ? "text/plain" : types.get(0));
        if (Pattern.compile(";filename[;*]").matcher(name).find()
                || !List.of("7bit", "8bit", "binary", "").containsAll(lower(encodings))
                || !plain.matches()) {
            return null;
        }
        String charset = plain.group(1) == null ? plain.group(2) : plain.group(1);
        charset = charset == null ? "utf-8" : charset.toLowerCase(Locale.ROOT);
        if (!List.of("utf-8", "us-ascii", "iso-8859-1").contains(charset)) {
            return null;
        }
        try {
            String model = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body, start, end - start))
                    .toString();
            boolean ascii = model.chars().allMatch(c -> c < 0x80);
            boolean text = model.chars().noneMatch(Character::isISOControl);
            return model.isEmpty() || model.length() > 256 || !text || (!ascii && !charset.equals("utf-8"))
                    ? null
                    : model;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static List<String> lower(List<String> values) {
        return values.stream().map(value -> value.toLowerCase(Locale.ROOT)).toList();
    }

    /** The values of all fields called {@code model}, files excepted, as Netty reads them. */
    static List<String> byNetty(byte[] body, String boundary) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        request.headers().set("content-type", "multipart/form-data; boundary=\"" + boundary + "\"");
        List<String> models = new ArrayList<>();
        HttpPostMultipartRequestDecoder decoder =
                new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request);
        try {
            for (InterfaceHttpData data : decoder.getBodyHttpDatas()) {
                if (data.getName().equals("model") && data instanceof Attribute attribute) {
                    models.add(attribute.getString(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            decoder.destroy();
        }
        return models;
    }
}
