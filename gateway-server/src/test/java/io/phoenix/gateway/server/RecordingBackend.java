package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A raw backend that answers every complete request with its own name and keeps what it got; a request that ends early
 * is counted, never answered.
 */
final class RecordingBackend implements AutoCloseable {

    /** One complete request. */
    record Received(String head, String body) {

        String header(String name) {
            return RawConnection.header(head, name);
        }

        String requestLine() {
            return head.substring(0, head.indexOf('\r'));
        }
    }

    private final String name;
    private final RawUpstream upstream;
    private volatile Account account = new Account();

    /** What came between one {@link #forget} and the next. A request counts where it began. */
    private static final class Account {
        private final Queue<Received> complete = new ConcurrentLinkedQueue<>();
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger cutOff = new AtomicInteger();

        boolean isSettled() {
            return cutOff.get() + complete.size() == begun.get();
        }

        @Override
        public String toString() {
            return begun + " begun, " + complete.size() + " complete, " + cutOff + " cut off";
        }
    }

    RecordingBackend(String name) throws IOException {
        this.name = name;
        this.upstream = RawUpstream.start((connection, number) -> serve(connection));
    }

    private void serve(RawConnection connection) throws IOException {
        while (true) {
            String head = connection.readHead();
            if (head.isEmpty()) {
                return;
            }
            Account current = account;
            current.begun.incrementAndGet();
            try {
                current.complete.add(new Received(head, connection.readBody(head)));
            } catch (EOFException | SocketException early) {
                current.cutOff.incrementAndGet();
                return;
            }
            String answer = "{\"backend\":\"" + name + "\"}";
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + answer.length()
                    + "\r\n\r\n" + answer);
        }
    }

    String address() {
        return upstream.address();
    }

    void forget() {
        account = new Account();
    }

    /** The one complete request since {@link #forget}. */
    Received only() {
        Queue<Received> complete = account.complete;
        assertThat(complete).as("complete requests at " + name).hasSize(1);
        return complete.element();
    }

    /** Waits for the end of every request that began, none of which may be complete. */
    void assertNoneComplete() {
        Account current = account;
        Awaitility.with()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .await()
                .untilAsserted(() -> assertThat(current).matches(Account::isSettled, "settled"));
        assertThat(current.complete).as("complete requests at " + name).isEmpty();
    }

    int begun() {
        return account.begun.get();
    }

    @Override
    public void close() {
        upstream.close();
    }
}
