package io.phoenix.gateway.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A backend that does, byte by byte, what a test tells it to: each accepted connection runs the script on a thread of
 * its own. A script that fails is reported by {@link #close}.
 */
final class RawUpstream implements AutoCloseable {

    /** What to do with one connection; {@code number} counts them from 1. */
    interface Script {
        void run(RawConnection connection, int number) throws Exception;
    }

    private final ServerSocket server;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> received;

    private final Thread acceptor;

    private RawUpstream(ServerSocket server, BlockingQueue<String> received, Script script) {
        this.server = server;
        this.received = received;
        this.acceptor = thread("raw-upstream", () -> accept(script));
    }

    static RawUpstream start(Script script) throws IOException {
        return start(new ServerSocket(0, 512, InetAddress.getByName("127.0.0.1")), script);
    }

    /** One that speaks TLS. */
    static RawUpstream startTls(SSLContext tls, Script script) throws IOException {
        return start(
                tls.getServerSocketFactory().createServerSocket(0, 512, InetAddress.getByName("127.0.0.1")), script);
    }

    /** One that takes in so many bytes and no more before it reads them. */
    static RawUpstream startNarrow(int receiveBuffer, Script script) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReceiveBufferSize(receiveBuffer);
        server.bind(new InetSocketAddress("127.0.0.1", 0), 512);
        return start(server, script);
    }

    private static RawUpstream start(ServerSocket server, Script script) {
        return start(server, new LinkedBlockingQueue<>(), script);
    }

    private static RawUpstream start(ServerSocket server, BlockingQueue<String> received, Script script) {
        RawUpstream upstream = new RawUpstream(server, received, script);
        upstream.acceptor.start();
        return upstream;
    }

    /** Answers every request with {@code answer} and keeps the requests for {@link #received}. */
    static RawUpstream answering(String answer) throws IOException {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        return start(new ServerSocket(0, 512, InetAddress.getByName("127.0.0.1")), received, (connection, n) -> {
            String request;
            while (!(request = connection.readMessage()).isEmpty()) {
                received.add(request);
                connection.send(answer);
            }
        });
    }

    /** The next request that was kept, its body decoded; waits for it. */
    String received() throws InterruptedException {
        String request = received.poll(30, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("the upstream got no request");
        }
        return request;
    }

    /** Drops the requests that were kept. */
    void forget() {
        received.clear();
    }

    /** Whether a request was kept that nobody asked for yet. */
    boolean hasReceived() {
        return !received.isEmpty();
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void accept(Script script) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = accepted.incrementAndGet();
                thread("raw-upstream-" + number, () -> serve(script, socket, number))
                        .start();
            } catch (IOException e) {
                if (!server.isClosed()) {
                    failures.add(e);
                }
                return;
            }
        }
    }

    private void serve(Script script, Socket socket, int number) {
        try (socket) {
            script.run(new RawConnection(socket), number);
        } catch (Throwable e) {
            if (!server.isClosed()) {
                failures.add(e);
            }
        }
    }

    /** {@code 127.0.0.1:port}. */
    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Connections accepted so far. */
    int accepted() {
        return accepted.get();
    }

    /**
     * Lets nobody in any more and ends what runs. A thread inside {@code accept(2)} keeps the port open beyond
     * {@link ServerSocket#close} and may still take one connection, so it is waited for.
     */
    @Override
    public void close() {
        try {
            server.close();
            joinAcceptor();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Throwable failure = failures.poll();
        if (failure != null) {
            throw new AssertionError("a script of the upstream failed", failure);
        }
    }

    private void joinAcceptor() {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted before the upstream was closed", e);
        }
    }
}
