package io.phoenix.gateway.core.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** A client's socket that fails while its request waits at the upstream. */
final class BrokenSocketTest {

    private static final byte[] REQUEST = EmbeddedGateway.ascii("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

    private final Complaints complaints = Complaints.listen();

    @Test
    void aTransportThatCannotWatchItIsABugAndTheClientHearsOfIt() {
        try (EmbeddedGateway gateway = EmbeddedGateway.http1(line -> {})) {
            gateway.send(REQUEST);
            gateway.fail(new UncheckedIOException(new IOException("epoll_ctl(..) failed with error(-2)")));
            assertThat(gateway.answers()).startsWith("HTTP/1.1 500 ");
            assertThat(gateway.isOpen()).isFalse();
            assertThat(complaints.take()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatResetsItIsNoBug() {
        try (EmbeddedGateway gateway = EmbeddedGateway.http1(line -> {})) {
            gateway.send(REQUEST);
            gateway.fail(new IOException("Connection reset by peer"));
            assertThat(gateway.answers()).isEmpty();
            assertThat(gateway.isOpen()).isFalse();
            assertThat(complaints.take()).isZero();
        }
    }
}
