package io.phoenix.gateway.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/24, 10.0.0.0, true",
        "10.0.0.0/24, 10.0.0.255, true",
        "10.0.0.0/24, 10.0.1.0, false",
        "10.0.0.0/24, 9.255.255.255, false",
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, false",
        "10.0.0.7/32, 10.0.0.6, false",
        "0.0.0.0/0, 255.1.2.3, true",
        "0.0.0.0/0, ::1, false",
        "192.0.0.0/2, 128.0.0.1, false",
        "192.0.0.0/2, 255.255.255.255, true",
        "::1, ::1, true",
        "::1, ::2, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 10.0.0.1, false",
    })
    void knowsItsNetworks(String network, String address, boolean trusted) {
        assertThat(TrustedProxies.of(List.of(network)).contains(new InetSocketAddress(address, 1)))
                .isEqualTo(trusted);
    }

    @Test
    void trustsAnyOfSeveralAndNobodyByDefault() {
        TrustedProxies two = TrustedProxies.of(List.of("10.0.0.0/8", "::1"));
        assertThat(two.contains(new InetSocketAddress("10.9.9.9", 1))).isTrue();
        assertThat(two.contains(new InetSocketAddress("::1", 1))).isTrue();
        assertThat(TrustedProxies.NONE.contains(new InetSocketAddress("127.0.0.1", 1)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "::/129", "10.0.0/8"})
    void refusesWhatIsNoNetwork(String network) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(network))).isInstanceOf(IllegalArgumentException.class);
    }
}
