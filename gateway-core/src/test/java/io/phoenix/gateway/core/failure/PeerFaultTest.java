package io.phoenix.gateway.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class PeerFaultTest {

    @Test
    void aBrokenConnectionAndAFailedHandshakeAreThePeers() {
        assertThat(PeerFault.isOne(new IOException("Connection reset by peer"))).isTrue();
        assertThat(PeerFault.isOne(new DecoderException(new SSLHandshakeException("no cipher suites in common"))))
                .isTrue();
    }

    @Test
    void whatTheTransportCannotDoIsOurs() {
        assertThat(PeerFault.isOne(new UncheckedIOException(new IOException("epoll_ctl(..) failed with error(-2)"))))
                .isFalse();
        assertThat(PeerFault.isOne(new IllegalStateException())).isFalse();
    }
}
