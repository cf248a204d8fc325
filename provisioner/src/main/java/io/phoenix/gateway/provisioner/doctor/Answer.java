package io.phoenix.gateway.provisioner.doctor;

import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.gatewayconfig.Entrance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server answered to a GET. */
record Answer(int status, String body) {
    private static final int MAX_BYTES = 4 << 20;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})\\b");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]{1,9})\r\n");

    /** Asks in HTTP/1.0, to which no server answers in chunks; the socket's own timeout is the longest silence. */
    static Answer get(Socket socket, String host, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\nAccept: */*\r\n\r\n";
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return parse(read(socket.getInputStream()));
        } catch (SocketTimeoutException e) {
            throw new HopException(
                    Hop.HTTP, "GET " + path + " has no answer within " + socket.getSoTimeout() / 1000 + " s");
        } catch (HopException e) {
            throw e;
        } catch (IOException e) {
            throw new HopException(Hop.HTTP, "GET " + path + ": the connection broke: " + e.getMessage());
        }
    }

    /** What the gateway, or whoever is in its place, answers there; its certificate is not judged. */
    static Answer through(Door door, Entrance entrance, String path) throws IOException {
        try (Socket socket = Wire.connect(door.address(), entrance.port())) {
            String name = door.names().get(0);
            return entrance.hasTls()
                    ? get(Wire.secure(socket, name).socket(), name, path)
                    : get(socket, door.address(), path);
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        int n;
        while (!isWhole(bytes.toString(StandardCharsets.ISO_8859_1))
                && bytes.size() < MAX_BYTES
                && (n = in.read(chunk)) >= 0) {
            bytes.write(chunk, 0, n);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static boolean isWhole(String text) {
        int end = text.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(end < 0 ? "" : text.substring(0, end + 2));
        return length.find() && text.length() - end - 4 >= Integer.parseInt(length.group(1));
    }

    private static Answer parse(String text) throws HopException {
        Matcher status = STATUS.matcher(text);
        if (!status.lookingAt()) {
            throw new HopException(
                    Hop.HTTP,
                    text.isEmpty() ? "the server closed the connection without an answer" : "the answer is no HTTP");
        }
        int end = text.indexOf("\r\n\r\n");
        byte[] body = (end < 0 ? "" : text.substring(end + 4)).getBytes(StandardCharsets.ISO_8859_1);
        return new Answer(Integer.parseInt(status.group(1)), new String(body, StandardCharsets.UTF_8));
    }
}
