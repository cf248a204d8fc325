package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
    private static final String ANSWERS = "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length: 5\r\n\r\nhello"
            + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

    @Test
    void readsTheSameWhereverTheBytesAreCut() {
        List<String> expected = List.of(
                "HTTP/1.1 200 OK, closes: false",
                "hello",
                "HTTP/1.1 200 OK, closes: false",
                "abc0123456789",
                "HTTP/1.1 204 No Content, closes: true",
                "");
        for (int size = 1; size <= ANSWERS.length(); size++) {
            assertThat(read(ANSWERS, size)).as("in pieces of %d", size).isEqualTo(expected);
        }
    }

    @Test
    void saysWhatCannotBeRead() {
        assertThat(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 1000))
                .contains("malformed: a chunk's size is not a number");
    }

    private static List<String> read(String text, int size) {
        Told told = new Told();
        MessageReader reader = new MessageReader(told);
        for (int from = 0; from < text.length(); from += size) {
            String piece = text.substring(from, Math.min(text.length(), from + size));
            reader.read(Unpooled.copiedBuffer(piece, US_ASCII));
        }
        return told.messages;
    }

    private static final class Told implements MessageReader.Messages {
        private final List<String> messages = new ArrayList<>();
        private final StringBuilder body = new StringBuilder();

        @Override
        public void onHead(String firstLine, boolean closes) {
            messages.add(firstLine + ", closes: " + closes);
        }

        @Override
        public void onBody(ByteBuf in, int index, int length) {
            body.append(in.toString(index, length, US_ASCII));
        }

        @Override
        public void onEnd() {
            messages.add(body.toString());
            body.setLength(0);
        }

        @Override
        public void onMalformed(String why) {
            messages.add("malformed: " + why);
        }
    }
}
