package io.phoenix.gateway.routing.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What must become of a whole answer: its documents are cut out with regular expressions and walked with Jackson, and
 * the values at the three places are replaced in the text. Where a document is malformed, a value counts if all before
 * its end could still become a document.
 */
final class AnswerOracle {
    private static final Pattern LINE = Pattern.compile("([^\r\n]*)(\r\n|\r|\n|$)");
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** A document's bytes, and where each one stands in the answer. */
    private static final class Document {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final IntStream.Builder places = IntStream.builder();

        void add(byte[] answer, int from, int to) {
            bytes.write(answer, from, to - from);
            IntStream.range(from, to).forEach(places);
        }
    }

    private record Edit(int from, int to) {}

    private final byte[] answer;
    private final String served;
    private final List<Edit> edits = new ArrayList<>();

    private AnswerOracle(byte[] answer, String served) {
        this.answer = answer;
        this.served = served;
    }

    static byte[] rename(AnswerFormat format, byte[] answer, String served, String asked) {
        AnswerOracle oracle = new AnswerOracle(answer, served);
        oracle.documents(format).forEach(oracle::walk);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int from = 0;
        for (Edit edit : oracle.edits) {
            out.write(answer, from, edit.from - from);
            out.writeBytes(JsonQuoted.bytes(asked));
            from = edit.to;
        }
        out.write(answer, from, answer.length - from);
        return out.toByteArray();
    }

    private List<Document> documents(AnswerFormat format) {
        List<Document> documents = new ArrayList<>();
        documents.add(new Document());
        String text = new String(answer, ISO_8859_1);
        switch (format) {
            case JSON -> last(documents).add(answer, 0, answer.length);
            case LINES -> {
                int from = 0;
                for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
                    last(documents).add(answer, from, to + 1);
                    documents.add(new Document());
                    from = to + 1;
                }
                last(documents).add(answer, from, answer.length);
            }
            case EVENTS -> {
                Matcher line = LINE.matcher(text);
                while (line.find()) {
                    if (line.group(1).isEmpty()) {
                        documents.add(new Document());
                    } else if (line.group(1).startsWith("data:")) {
                        boolean blank = line.group(1).startsWith("data: ");
                        // The first byte of the line's end stands for the line feed that joins the lines.
                        int end = Math.min(line.end(1) + 1, answer.length);
                        last(documents).add(answer, line.start(1) + (blank ? 6 : 5), end);
                    }
                }
            }
        }
        return documents;
    }

    private static Document last(List<Document> documents) {
        return documents.get(documents.size() - 1);
    }

    private void walk(Document document) {
        byte[] bytes = document.bytes.toByteArray();
        int[] places = document.places.build().toArray();
        String text = new String(bytes, 0, validUtf8(bytes), UTF_8);
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return;
            }
            int depth = 1;
            String outer = "";
            while (depth > 0 && depth <= JsonModelScanner.DEFAULT_MAX_DEPTH) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    return;
                } else if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME && depth == 1) {
                    outer = parser.currentName();
                } else if (token == JsonToken.VALUE_STRING && counts(parser, depth, outer)) {
                    String value = parser.getText();
                    int start = (int) parser.currentTokenLocation().getCharOffset();
                    int end = (int) parser.currentLocation().getCharOffset();
                    if (value.equals(served) && couldGoOn(text.substring(0, end), depth)) {
                        edits.add(new Edit(place(places, text, start), place(places, text, end - 1) + 1));
                    }
                }
            }
        } catch (IOException e) {
            // Malformed from here on: what was found before stands.
        }
    }

    private static boolean counts(JsonParser parser, int depth, String outer) throws IOException {
        boolean nested = depth == 2
                && (outer.equals("response") || outer.equals("message"))
                && parser.getParsingContext().inObject();
        return (depth == 1 || nested) && "model".equals(parser.currentName());
    }

    /** By the stricter reading of Jackson's parser of bytes. */
    private static boolean couldGoOn(String text, int depth) {
        byte[] closed = (text + "}".repeat(depth)).getBytes(UTF_8);
        return JacksonOracle.parses(closed, 0, closed.length);
    }

    private static int place(int[] places, String text, int index) {
        return places[text.substring(0, index).getBytes(UTF_8).length];
    }

    private static int validUtf8(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
        return in.position();
    }
}
