package io.phoenix.gateway.core.http;

import static io.phoenix.gateway.core.http.Requests.from;
import static io.phoenix.gateway.core.http.Requests.head;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForwardedHeadersTest {

    private final ForwardedHeaders nobody = new ForwardedHeaders(TrustedProxies.NONE, "me");
    private final ForwardedHeaders some =
            new ForwardedHeaders(TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8")), "me");

    @ParameterizedTest
    @CsvSource({
        "h, false, 80",
        "h, true, 443",
        "h:8080, false, 8080",
        "h:8443, true, 8443",
        "h:, true, 443",
        "[::1], true, 443",
        "[::1]:81, false, 81"
    })
    void tellsSchemeHostAndPort(String host, boolean secure, String port) {
        RequestHead head = head(from("192.0.2.1", secure), "Host", host);
        nobody.apply(head, null);
        assertThat(head.headers().get("x-forwarded-proto")).isEqualTo(secure ? "https" : "http");
        assertThat(head.headers().get("x-forwarded-host")).isEqualTo(host);
        assertThat(head.headers().get("x-forwarded-port")).isEqualTo(port);
        assertThat(head.headers().contains("x-forwarded-prefix")).isFalse();
    }

    @Test
    void writesAnIpv6PeerWithoutBrackets() {
        RequestHead head = head(from("2001:db8::1", true), "Host", "h");
        nobody.apply(head, "/p");
        assertThat(head.headers().get("x-forwarded-for")).isEqualTo("2001:db8::1");
        assertThat(head.headers().get("x-real-ip")).isEqualTo("2001:db8::1");
        assertThat(head.headers().get("x-forwarded-prefix")).isEqualTo("/p");
    }

    @Test
    void dropsEveryClaimOfAStranger() {
        RequestHead head = head(
                from("192.0.2.1", false),
                "Host",
                "h",
                "X-Forwarded-For",
                "evil",
                "X-FORWARDED-FOR",
                "evil",
                "X-Forwarded-Anything",
                "evil",
                "x-forwarded-",
                "evil",
                "Forwarded",
                "evil",
                "X-Real-IP",
                "evil",
                "X-Forward",
                "stays",
                "X-Forwarded",
                "stays");
        nobody.apply(head, null);
        assertThat(head.headers().toString()).doesNotContain("evil");
        assertThat(head.headers().contains("X-Forward") && head.headers().contains("X-Forwarded"))
                .isTrue();
        assertThat(head.headers().getAll("x-forwarded-for")).containsExactly("192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, , 10.0.0.1",
        "10.0.0.1, 9.9.9.9, 9.9.9.9",
        "10.0.0.1, '6.6.6.6, 9.9.9.9', 9.9.9.9",
        "10.0.0.1, '6.6.6.6,9.9.9.9 , 10.0.0.2', 9.9.9.9",
        "10.0.0.1, '10.0.0.3, 10.0.0.2', 10.0.0.3",
        "10.0.0.1, '6.6.6.6, fd00::1, 2001:db8::7, fd00::2', 2001:db8::7",
        "10.0.0.1, unknown, 10.0.0.1",
        "10.0.0.1, '9.9.9.9, <script>', 10.0.0.1",
        "10.0.0.1, '9.9.9.9,', 10.0.0.1",
        "10.0.0.1, '', 10.0.0.1",
        "192.0.2.1, 9.9.9.9, 192.0.2.1",
    })
    void findsTheNearestAddressThatNoProxyOfOursHas(String peer, @Nullable String chain, String client) {
        RequestHead head = chain == null
                ? head(from(peer, false), "Host", "h")
                : head(from(peer, false), "Host", "h", "X-Forwarded-For", chain);
        assertThat(some.clientAddress(head)).isEqualTo(client);
        some.apply(head, null);
        assertThat(head.headers().get("x-real-ip")).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 9.9.9.9, 6.6.6.6, 9.9.9.9",
        "10.0.0.1, unknown, 6.6.6.6, 10.0.0.1",
        "10.0.0.1, '', 6.6.6.6, 10.0.0.1",
        "10.0.0.1, , 6.6.6.6, 6.6.6.6",
        "10.0.0.1, , evil, 10.0.0.1",
        "192.0.2.1, 9.9.9.9, 6.6.6.6, 192.0.2.1",
        "192.0.2.1, , 6.6.6.6, 192.0.2.1",
    })
    void takesXRealIpOnlyFromAProxyThatTellsNoChain(String peer, @Nullable String chain, String realIp, String client) {
        RequestHead head = chain == null
                ? head(from(peer, false), "Host", "h", "X-Real-IP", realIp)
                : head(from(peer, false), "Host", "h", "X-Real-IP", realIp, "X-Forwarded-For", chain);
        assertThat(some.clientAddress(head)).isEqualTo(client);
        some.apply(head, null);
        assertThat(head.headers().getAll("x-real-ip")).containsExactly(client);
    }

    @Test
    void takesNoneOfTwoXRealIps() {
        RequestHead head = head(from("10.0.0.1", false), "Host", "h", "X-Real-IP", "6.6.6.6", "X-Real-IP", "9.9.9.9");
        assertThat(some.clientAddress(head)).isEqualTo("10.0.0.1");
    }

    @Test
    void dropsTheCertificateOfAHeaderWhoeverSaysIt() {
        for (String peer : List.of("10.0.0.1", "192.0.2.1")) {
            RequestHead head = head(
                    from(peer, true),
                    "Host",
                    "h",
                    "Client-Cert",
                    ":ZXZpbA==:",
                    "CLIENT_CERT",
                    ":ZXZpbA==:",
                    "client-cert-chain",
                    ":ZXZpbA==:",
                    "X-SSL-Client-S-DN",
                    "CN=evil",
                    "X_SSL_Client_Verify",
                    "SUCCESS",
                    "Client-Certified",
                    "stays");
            some.apply(head, null);
            assertThat(head.headers().names())
                    .contains("Client-Certified")
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).matches("client.cert|client.cert.chain|x.ssl.*"));
        }
    }

    @Test
    void dropsAStrangersClaimsInLettersThatAppsTakeForThem() {
        RequestHead head = head(
                from("192.0.2.1", false),
                "Host",
                "h",
                "X_Forwarded_For",
                "evil",
                "x-forwarded_user",
                "evil",
                "X.Forwarded.Proto",
                "evil",
                "X_Real_IP",
                "evil");
        nobody.apply(head, null);
        assertThat(head.headers().toString()).doesNotContain("evil");
    }

    @Test
    void knowsItself() {
        assertThat(nobody.isLoop(head(from("192.0.2.1", false), "Host", "h"))).isFalse();
        assertThat(nobody.isLoop(head(from("192.0.2.1", false), "Host", "h", "Via", "1.1 you")))
                .isFalse();
        RequestHead head = head(from("192.0.2.1", false), "Host", "h", "Via", "1.1 you");
        nobody.apply(head, null);
        assertThat(head.headers().getAll("via")).containsExactly("1.1 you", "1.1 me");
        assertThat(nobody.isLoop(head)).isTrue();
        assertThat(nobody.isLoop(head(from("192.0.2.1", false), "Host", "h", "Via", "1.1 you, 1.1 me (x)")))
                .isTrue();
    }
}
