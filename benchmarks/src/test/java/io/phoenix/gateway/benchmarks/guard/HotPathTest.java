package io.phoenix.gateway.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.phoenix.gateway.server.Gateway;
import io.phoenix.gateway.server.config.ConfigReader;
import io.phoenix.gateway.server.config.ConfigResult;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one small chat request costs in bytes of heap. The bound is a little above what was measured; who lowers the
 * cost lowers it. How often is written for it is counted by {@code ShortExchangeTest}.
 */
@Timeout(120)
final class HotPathTest {

    private static final int WARM_UP = 30_000;
    private static final int REQUESTS = 10_000;

    private static final byte[] REQUEST = request();
    private static final byte[] ANSWER = answer();

    @TempDir
    Path directory;

    private ServerSocket backend;
    private Logs logs;
    private Gateway gateway;
    private Socket client;

    private static byte[] request() {
        String body =
                "{\"model\":\"granite\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(240) + "\"}]}";
        return ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nUser-Agent: guard\r\nAccept: */*\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] answer() {
        String body = "{\"object\":\"chat.completion\",\"choices\":[],\"text\":\"" + "y".repeat(300) + "\"}";
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @BeforeEach
    void start() throws Exception {
        backend = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread serving = new Thread(this::serve, "backend");
        serving.setDaemon(true);
        serving.start();
        String text = """
                hosts: [localhost]
                listeners: [{ name: http, address: "127.0.0.1:0" }]
                admin: { address: "127.0.0.1:0" }
                logs: { directory: "%s" }
                workers: 1
                limits: { max-requests-per-connection: 1000000 }
                upstreams: { vllm: { address: "127.0.0.1:%d" } }
                models: { granite: { upstream: vllm } }
                routes: [{ name: chat, path: /v1/chat/completions, methods: [POST], models: chat }]
                """.formatted(directory.resolve("logs"), backend.getLocalPort());
        GatewayConfig config = ((ConfigResult.Accepted) ConfigReader.read("guard", text, directory)).config();
        logs = Logs.open(config.logs());
        gateway = Gateway.start(config, logs);
        client = new Socket(
                InetAddress.getByName("127.0.0.1"), gateway.address("http").getPort());
        client.setTcpNoDelay(true);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        gateway.close();
        logs.close();
        backend.close();
    }

    /** Answers each request on its one connection with one write. */
    private void serve() {
        try (Socket gatewaysOwn = backend.accept()) {
            gatewaysOwn.setTcpNoDelay(true);
            byte[] buffer = new byte[64 * 1024];
            int n;
            while ((n = gatewaysOwn.getInputStream().read(buffer)) > 0) {
                // A head ends with a line feed, a whole request with the brace of its body.
                if (buffer[n - 1] == '}') {
                    gatewaysOwn.getOutputStream().write(ANSWER);
                }
            }
        } catch (IOException e) {
            if (!backend.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void ask(int times) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int i = 0; i < times; i++) {
            client.getOutputStream().write(REQUEST);
            int n = client.getInputStream().read(buffer);
            if (n < ANSWER.length || buffer[n - 1] != '}') {
                throw new IOException(
                        "a request was answered " + new String(buffer, 0, Math.max(n, 0), StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void aSmallChatRequestAllocatesNoMoreThanItDid() throws Exception {
        ask(WARM_UP);
        long before = allocatedByWorkers();
        ask(REQUESTS);
        long each = (allocatedByWorkers() - before) / REQUESTS;
        System.out.println("guard: " + each + " bytes of heap per request");
        assertThat(each).isLessThan(5_200);
    }

    private static long allocatedByWorkers() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("worker-")) {
                sum += threads.getThreadAllocatedBytes(thread.getThreadId());
            }
        }
        return sum;
    }
}
