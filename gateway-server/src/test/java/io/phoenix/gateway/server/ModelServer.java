package io.phoenix.gateway.server;

import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;

/**
 * A server of models that says of them what a test tells it to, and answers every other request with its own name. It
 * can die, in the middle of anything, and come back at the same address.
 */
final class ModelServer implements AutoCloseable {

    private final String name;
    private final RawUpstream upstream;
    private final Map<String, String> documents = new ConcurrentHashMap<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile boolean dead;

    ModelServer(String name) throws IOException {
        this.name = name;
        this.upstream = RawUpstream.start((connection, number) -> serve(connection));
    }

    /** One that speaks TLS. */
    ModelServer(String name, SSLContext tls) throws IOException {
        this.name = name;
        this.upstream = RawUpstream.startTls(tls, (connection, number) -> serve(connection));
    }

    private void serve(RawConnection connection) {
        try {
            while (!dead && answered(connection)) {
                // The next one.
            }
        } catch (IOException e) {
            // Whoever asks may go away at any time, as a gateway does that stops or does not like a certificate.
        }
    }

    private boolean answered(RawConnection connection) throws IOException {
        String head = connection.readHead();
        if (head.isEmpty() || dead) {
            return false;
        }
        String body = connection.readBody(head);
        String route = head.substring(0, head.indexOf(" HTTP/"));
        asked.add(route + " " + body);
        String answer = documents.getOrDefault(route, "{\"backend\":\"" + name + "\"}");
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + answer.length()
                + "\r\n\r\n" + answer);
        return true;
    }

    /** Answers {@code route}, such as {@code GET /v1/models}, with {@code document}. */
    ModelServer says(String route, String document) {
        documents.put(route, document);
        return this;
    }

    /** Lists {@code names} as vLLM does. */
    ModelServer serves(String... names) {
        StringBuilder data = new StringBuilder();
        for (String id : names) {
            data.append(data.isEmpty() ? "" : ",")
                    .append("{\"id\":\"" + id + "\",\"object\":\"model\",\"owned_by\":\"vllm\",\"root\":\"" + id
                            + "\",\"parent\":null,\"permission\":[{\"id\":\"modelperm-1\"}]}");
        }
        return says("GET /v1/models", "{\"object\":\"list\",\"data\":[" + data + "]}");
    }

    /** From now on every connection ends without an answer, until it lives again. */
    void dies() {
        dead = true;
    }

    void livesAgain() {
        dead = false;
    }

    /** What was asked so far, as {@code POST /api/chat {...}}. */
    Queue<String> asked() {
        return asked;
    }

    /** How often something beginning with {@code route} was asked. */
    long count(String route) {
        return asked.stream().filter(one -> one.startsWith(route)).count();
    }

    String address() {
        return upstream.address();
    }

    @Override
    public void close() {
        upstream.close();
    }
}
