package io.phoenix.gateway.provisioner.deploy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A program that asks the gateway until a file appears, each time over a new connection, half of them with TLS, and
 * prints how many answers were right and what the others were.
 */
final class LoadClient {
    private static final String[] MODELS = {"granite", "embed"};
    private static final String[] PATHS = {"/v1/chat/completions", "/v1/embeddings"};
    private static final String[] SERVERS = {"950", "951"};

    private final String address;
    private final Path enough;
    private final AtomicInteger good = new AtomicInteger();
    private final List<String> failures = new ArrayList<>();

    private LoadClient(String address, Path enough) {
        this.address = address;
        this.enough = enough;
    }

    /** The gateway's address, and the file. */
    public static void main(String[] arguments) throws Exception {
        LoadClient client = new LoadClient(arguments[0], Path.of(arguments[1]));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            Thread thread = new Thread(() -> client.run(number));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("good " + client.good.get() + " bad " + client.failures.size());
        client.failures.stream().limit(5).forEach(System.out::println);
    }

    private void run(int number) {
        boolean isSecure = number % 2 == 0;
        for (int i = 0; !Files.exists(enough); i++) {
            int which = (i + number / 2) % 2;
            long begin = System.nanoTime();
            try {
                String answer = ask(isSecure, which);
                if (!answer.startsWith("HTTP/1.1 200 ")
                        || !answer.contains("\"served_by\":\"" + SERVERS[which] + '"')) {
                    throw new IOException("answered with '" + answer + "'");
                }
                good.incrementAndGet();
            } catch (IOException | GeneralSecurityException e) {
                synchronized (failures) {
                    failures.add((isSecure ? "https" : "http") + " to " + SERVERS[which] + " after "
                            + (System.nanoTime() - begin) / 1_000_000 + " ms: " + e);
                }
            }
        }
    }

    private String ask(boolean isSecure, int which) throws IOException, GeneralSecurityException {
        try (Socket tcp = new Socket()) {
            tcp.connect(new InetSocketAddress(address, isSecure ? 443 : 80), 10_000);
            tcp.setSoTimeout(20_000);
            Socket socket = isSecure ? tls().getSocketFactory().createSocket(tcp, address, 443, true) : tcp;
            String body = "{\"model\":\"" + MODELS[which] + "\"}";
            socket.getOutputStream()
                    .write(("POST " + PATHS[which] + " HTTP/1.1\r\nHost: " + address
                                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static SSLContext tls() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                new SecureRandom());
        return context;
    }
}
