package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/**
 * A request in its bytes, and how its answer is checked.
 *
 * @param wire shared by all connections, which write duplicates of it
 * @param backend the number of the backend that must answer
 */
record Request(ByteBuf wire, int backend, Supplier<BodyCheck> check) {
    /** The models, in the order of their backends. */
    static final List<String> MODELS = List.of("granite", "qwen");

    /** The names of the backends. */
    static final List<String> BACKENDS = List.of("a", "b");

    /** Where {@code model} stands in a chat's body. */
    enum Place {
        FIRST,
        LAST
    }

    /** A GET of {@code target}, whose answer is to be of this length and CRC-32. */
    static Request get(String host, String target, long length, long crc) {
        String head = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n";
        return new Request(wire(head.getBytes(US_ASCII), new byte[0]), 0, () -> new CrcCheck(length, crc));
    }

    /** Outside the heap, where a socket takes it from, and left to the garbage collector. */
    private static ByteBuf wire(byte[] head, byte[] body) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(head.length + body.length);
        return Unpooled.unreleasableBuffer(
                Unpooled.wrappedBuffer(bytes.put(head).put(body).flip()));
    }

    /** The small GET that {@code target}'s path route takes. */
    static Request small(Target target, String host) {
        byte[] answer = Content.smallAnswer(BACKENDS.get(0));
        return get(host, target.prefix() + "/small", answer.length, Content.crc(answer));
    }

    /** A chat for the model of {@code backend} with a body of {@code size} bytes. */
    static Request chat(String host, int backend, int size, Place place) {
        byte[] body = body(backend, size, place);
        byte[] answer = Content.chatAnswer(BACKENDS.get(backend), MODELS.get(backend), body.length, Content.crc(body));
        long crc = Content.crc(answer);
        return chat(host, backend, body, "", () -> new CrcCheck(answer.length, crc));
    }

    /** Chats for the models of all backends, of {@code size} bytes each. */
    static List<Request> chats(String host, int size, Place place) {
        return List.of(chat(host, 0, size, place), chat(host, 1, size, place));
    }

    /** A chat with this body; {@code query} is for the backend and begins with a question mark if it is not empty. */
    static Request chat(String host, int backend, byte[] body, String query, Supplier<BodyCheck> check) {
        byte[] head = ("POST /v1/chat/completions" + query + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: load\r\n"
                        + "Accept: */*\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(US_ASCII);
        return new Request(wire(head, body), backend, check);
    }

    /** JSON of {@code size} bytes that names the model of {@code backend}. */
    static byte[] body(int backend, int size, Place place) {
        String model = "\"model\":\"" + MODELS.get(backend) + '"';
        String open = "\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"";
        String close = "\"}]";
        int text = Math.max(0, size - model.length() - open.length() - close.length() - 3);
        String messages = open + "Why is the sky blue? ".repeat(text / 21 + 1).substring(0, text) + close;
        return (place == Place.FIRST ? "{" + model + ',' + messages + '}' : "{" + messages + ',' + model + '}')
                .getBytes(US_ASCII);
    }
}
