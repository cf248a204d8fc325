package io.phoenix.gateway.server;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Sends by HTTP/2 what {@link Delivery} sends by HTTP/1.1, on a connection of its own. */
final class Http2Delivery {

    private static final int FRAME = 16 * 1024;

    private Http2Delivery() {}

    /** Sends the request and reads its answer. {@code head} is one of HTTP/1.1 without the blank line at its end. */
    static Delivery.Answer exchange(int port, String head, byte[] body) throws Exception {
        try (RawHttp2 client = RawHttp2.to(port)) {
            // The windows of the gateway's settings hold from their acknowledgement on.
            client.await(RawHttp2.SETTINGS);
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, fields(head));
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            for (int from = 0; from < body.length; from += FRAME) {
                data.writeBytes(RawHttp2.frame(
                        RawHttp2.DATA, 0, 1, Arrays.copyOfRange(body, from, Math.min(body.length, from + FRAME))));
            }
            data.writeBytes(RawHttp2.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, new byte[0]));
            client.connection().send(data.toByteArray());
            RawHttp2.Answer answer = client.answer(1);
            return new Delivery.Answer(answer.head(), answer.body());
        }
    }

    private static byte[] fields(String head) {
        String[] lines = head.split("\r\n");
        String[] start = lines[0].split(" ");
        List<String> fields = new ArrayList<>(List.of(":method", start[0], ":scheme", "http", ":path", start[1]));
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            fields.add(name.equals("host") ? ":authority" : name);
            fields.add(line.substring(colon + 1).trim());
        }
        return RawHttp2.block(fields.toArray(new String[0]));
    }
}
