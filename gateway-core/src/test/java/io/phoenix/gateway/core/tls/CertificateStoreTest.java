package io.phoenix.gateway.core.tls;

import static io.phoenix.gateway.core.tls.TestCertificates.selfSigned;
import static io.phoenix.gateway.core.tls.TestCertificates.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One look after the other at a directory in which things change; how open connections fare is in ServerTlsIT. */
final class CertificateStoreTest {

    @TempDir
    private Path dir;

    private X509Bundle a;
    private X509Bundle b;

    @BeforeEach
    void twoPairs() throws Exception {
        a = selfSigned("a.lab");
        b = selfSigned("b.lab");
        write(dir, "a", a);
        write(dir, "b", b);
    }

    private CertificateStore open(@Nullable String defaultName) throws TlsSetupException {
        return CertificateStore.open(new CertificateSources(dir, List.of(), defaultName, List.of("http/1.1"), null));
    }

    private static List<X509Certificate> served(CertificateStore store) {
        return store.pairs().stream().map(CertificatePair::leaf).toList();
    }

    @Test
    void nothingNewIsNothingToDo() throws Exception {
        try (CertificateStore store = open(null)) {
            ServerTls before = store.current();
            assertThat(store.poll()).isFalse();
            // A new time, but the same content.
            write(dir, "a", a);
            assertThat(store.poll()).isFalse();
            assertThat(store.current()).isSameAs(before);
        }
    }

    @Test
    void aRenewedPairIsTakenAndTheOldContextsAreFreed() throws Exception {
        try (CertificateStore store = open(null)) {
            ServerTls before = store.current();
            X509Bundle renewed = selfSigned("a.lab");
            write(dir, "a", renewed);
            assertThat(store.poll()).isTrue();
            assertThat(served(store)).containsExactlyInAnyOrder(renewed.getCertificate(), b.getCertificate());
            assertThat(ReferenceCountUtil.refCnt(before.contextFor("a.lab"))).isZero();
            assertThat(ReferenceCountUtil.refCnt(before.contextFor("b.lab"))).isZero();
        }
    }

    @Test
    void aPairInBadShapeStaysAsItWasAndHoldsUpNoOther() throws Exception {
        try (CertificateStore store = open(null)) {
            X509Bundle newA = selfSigned("a.lab");
            X509Bundle newB = selfSigned("b.lab");
            Files.writeString(dir.resolve("a.crt"), newA.getCertificatePathPEM().substring(0, 200));
            write(dir, "b", newB);
            assertThat(store.poll()).isTrue();
            assertThat(served(store)).containsExactlyInAnyOrder(a.getCertificate(), newB.getCertificate());
            assertThat(store.poll()).isFalse();

            // The certificate is whole, the key is still the old one; then that is there too.
            Files.writeString(dir.resolve("a.crt"), newA.getCertificatePathPEM());
            assertThat(store.poll()).isFalse();
            Files.writeString(dir.resolve("a.key"), newA.getPrivateKeyPEM());
            assertThat(store.poll()).isTrue();
            assertThat(served(store)).containsExactlyInAnyOrder(newA.getCertificate(), newB.getCertificate());
        }
    }

    @Test
    void aPairThatIsGoneIsServedUntilItHasBeenMissedTwice() throws Exception {
        try (CertificateStore store = open(null)) {
            Files.delete(dir.resolve("a.key"));
            assertThat(store.poll()).isFalse();
            write(dir, "a", a);
            assertThat(store.poll()).isFalse();
            assertThat(served(store)).hasSize(2);

            Files.delete(dir.resolve("a.key"));
            assertThat(store.poll()).isFalse();
            assertThat(store.poll()).isTrue();
            assertThat(served(store)).containsExactly(b.getCertificate());
        }
    }

    @Test
    void withoutItsDefaultOrAnythingAtAllTheOldSetStays() throws Exception {
        try (CertificateStore store = open("a")) {
            Files.delete(dir.resolve("a.crt"));
            assertThat(store.poll()).isFalse();
            assertThat(store.poll()).isFalse();
            assertThat(served(store)).hasSize(2);
            Files.delete(dir.resolve("b.crt"));
            assertThat(store.poll()).isFalse();
            assertThat(store.poll()).isFalse();
            assertThat(served(store)).hasSize(2);
        }
    }

    @Test
    void aNewPairIsServedToo() throws Exception {
        try (CertificateStore store = open(null)) {
            X509Bundle c = selfSigned("c.lab");
            write(dir, "c", c);
            assertThat(store.poll()).isTrue();
            assertThat(served(store)).hasSize(3).contains(c.getCertificate());
        }
    }

    @Test
    void atTheStartEverythingMustBeGood() throws Exception {
        Files.writeString(dir.resolve("a.key"), "nothing");
        assertThatThrownBy(() -> open(null))
                .isInstanceOf(TlsSetupException.class)
                .hasMessageStartingWith(dir.resolve("a.key") + ": holds no private key in PEM form");
    }
}
