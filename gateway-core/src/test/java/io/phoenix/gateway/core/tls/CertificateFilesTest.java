package io.phoenix.gateway.core.tls;

import static io.phoenix.gateway.core.tls.TestCertificates.authority;
import static io.phoenix.gateway.core.tls.TestCertificates.ecdsa;
import static io.phoenix.gateway.core.tls.TestCertificates.named;
import static io.phoenix.gateway.core.tls.TestCertificates.pair;
import static io.phoenix.gateway.core.tls.TestCertificates.pem;
import static io.phoenix.gateway.core.tls.TestCertificates.rsa;
import static io.phoenix.gateway.core.tls.TestCertificates.selfSigned;
import static io.phoenix.gateway.core.tls.TestCertificates.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateFilesTest {
    @TempDir
    private Path dir;

    @Test
    void findsEveryCertificateWithItsKeyInTheOrderOfNames() throws Exception {
        write(dir, "web", selfSigned("web.home.lab", "*.home.lab", "10.0.0.153"));
        X509Bundle api = selfSigned("API.home.lab");
        Files.writeString(dir.resolve("api.pem"), api.getCertificatePEM());
        Files.writeString(dir.resolve("api.key"), api.getPrivateKeyPEM());
        X509Bundle n8n = selfSigned("n8n.home.lab");
        Files.writeString(dir.resolve("n8n.cer"), n8n.getCertificatePEM());
        Files.writeString(dir.resolve("n8n.key"), n8n.getPrivateKeyPEM());
        Files.writeString(dir.resolve("ca.crt"), authority("a CA without key").getCertificatePEM());
        Files.writeString(dir.resolve("README.txt"), "hello");
        Files.writeString(dir.resolve(".hidden.crt"), "rubbish");
        Files.writeString(dir.resolve(".hidden.key"), "rubbish");

        List<CertificatePair> pairs = CertificateFiles.inDirectory(dir);

        assertThat(pairs).extracting(CertificatePair::name).containsExactly("api", "n8n", "web");
        CertificatePair web = pairs.get(2);
        assertThat(web.names()).containsExactly("web.home.lab", "*.home.lab", "10.0.0.153");
        assertThat(web.warnings()).isEmpty();
        assertThat(web.certificateFile()).isEqualTo(dir.resolve("web.crt"));
        assertThat(web.notAfter()).isAfter(Instant.now());
        assertThat(web.isValidAt(Instant.now())).isTrue();
        assertThat(pairs.get(0).names()).containsExactly("api.home.lab");
        assertThat(pairs.get(0))
                .hasToString("api [api.home.lab] until " + pairs.get(0).notAfter());
    }

    @Test
    void aCertificateWithoutAlternativeNamesIsNamedByItsCommonName() throws Exception {
        X509Bundle bundle = selfSigned(ecdsa("Portainer,OU=Lab,O=Home"));
        assertThat(pair(dir, "portainer", bundle).names()).containsExactly("portainer");
    }

    @Test
    void readsAllFormsOfKeys() throws Exception {
        X509Bundle ec = selfSigned("ec");
        X509Bundle ec384 = selfSigned(named(ecdsa("p384").algorithm(Algorithm.ecp384), "p384"));
        X509Bundle rsa = selfSigned(named(rsa("rsa"), "rsa"));
        ASN1Encodable sec1 = key(ec).parsePrivateKey();
        ASN1Encodable sec1With384 = key(ec384).parsePrivateKey();
        ECPrivateKey bare = ECPrivateKey.getInstance(sec1With384);
        ECPrivateKey withCurve = new ECPrivateKey(
                384,
                bare.getKey(),
                (ASN1BitString) null,
                ASN1ObjectIdentifier.getInstance(
                        key(ec384).getPrivateKeyAlgorithm().getParameters()));

        assertReads("ec", ec, pem("PRIVATE KEY", ec.getKeyPair().getPrivate().getEncoded()));
        assertReads("rsa", rsa, pem("PRIVATE KEY", rsa.getKeyPair().getPrivate().getEncoded()));
        assertReads(
                "pkcs1",
                rsa,
                pem(
                        "RSA PRIVATE KEY",
                        key(rsa).parsePrivateKey().toASN1Primitive().getEncoded()));
        assertReads(
                "sec1",
                ec,
                pem("EC PARAMETERS", new byte[] {6, 0})
                        + pem("EC PRIVATE KEY", sec1.toASN1Primitive().getEncoded()));
        assertReads("sec1-384", ec384, pem("EC PRIVATE KEY", withCurve.getEncoded()));
    }

    @Test
    void putsTheChainInOrderAndLeavesOutWhatIsNotOfIt() throws Exception {
        X509Bundle root = authority("root");
        X509Bundle middle = ecdsa("middle").setIsCertificateAuthority(true).buildIssuedBy(root);
        X509Bundle leaf = named(ecdsa("leaf"), "leaf.home.lab").buildIssuedBy(middle);
        Files.writeString(
                dir.resolve("leaf.crt"),
                "text before\n" + middle.getCertificatePEM()
                        + selfSigned("stranger").getCertificatePEM() + leaf.getCertificatePEM());
        Files.writeString(dir.resolve("leaf.key"), leaf.getPrivateKeyPEM());

        CertificatePair pair = CertificateFiles.inDirectory(dir).get(0);

        assertThat(pair.chain()).containsExactly(leaf.getCertificate(), middle.getCertificate());
        assertThat(pair.warnings())
                .containsExactly(new TlsProblem(
                        dir.resolve("leaf.crt"),
                        "1 of its certificates are not sent, because they do not belong to the chain of CN=leaf"));
    }

    @Test
    void anExpiredOrFutureCertificateIsServedWithAWarning() throws Exception {
        Instant now = Instant.now();
        X509Bundle old = selfSigned(
                ecdsa("old").notBefore(now.minus(Duration.ofDays(9))).notAfter(now.minus(Duration.ofDays(1))));
        X509Bundle early = selfSigned(
                ecdsa("early").notBefore(now.plus(Duration.ofDays(1))).notAfter(now.plus(Duration.ofDays(9))));

        assertThat(pair(dir, "old", old).warnings())
                .extracting(TlsProblem::message)
                .containsExactly("the certificate expired at "
                        + old.getCertificate().getNotAfter().toInstant() + "; clients will refuse it");
        assertThat(pair(dir, "early", early).warnings())
                .extracting(TlsProblem::message)
                .containsExactly("the certificate is not valid before "
                        + early.getCertificate().getNotBefore().toInstant()
                        + "; clients will refuse it until then, or this machine's clock is wrong");
        assertThat(pair(dir, "old", old).isValidAt(now)).isFalse();
    }

    @Test
    void twoCertificatesWithOneKeyFileAreOnePairAndAWarning() throws Exception {
        write(dir, "web", selfSigned("web"));
        Files.copy(dir.resolve("web.crt"), dir.resolve("web.pem"));

        List<CertificatePair> pairs = CertificateFiles.inDirectory(dir);

        assertThat(pairs).hasSize(1);
        assertThat(pairs.get(0).warnings())
                .extracting(TlsProblem::toString)
                .containsExactly(dir.resolve("web.pem") + ": is passed over, because web.crt has the same key file");
    }

    @Test
    void tellsAllProblemsOfAllPairsAtOnce() throws Exception {
        X509Bundle good = selfSigned("good");
        write(dir, "good", good);
        write(dir, "both", good);
        Files.writeString(dir.resolve("both.crt"), "rubbish");
        Files.writeString(dir.resolve("both.key"), "rubbish");
        write(dir, "cut", good);
        Files.writeString(dir.resolve("cut.crt"), good.getCertificatePEM().substring(0, 200));
        write(dir, "foreign", selfSigned("foreign"));
        Files.copy(dir.resolve("good.key"), dir.resolve("foreign.key"), StandardCopyOption.REPLACE_EXISTING);
        write(dir, "kind", good);
        Files.writeString(dir.resolve("kind.key"), selfSigned(rsa("x")).getPrivateKeyPEM());
        write(dir, "locked", good);
        Files.writeString(dir.resolve("locked.key"), pem("ENCRYPTED PRIVATE KEY", new byte[8]));
        write(dir, "old", good);
        Files.writeString(dir.resolve("old.key"), """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-256-CBC,00

                AAAA
                -----END RSA PRIVATE KEY-----
                """);
        write(dir, "z", good);
        Files.delete(dir.resolve("z.key"));
        Files.createDirectory(dir.resolve("z.key"));

        TlsSetupException failure = failure(() -> CertificateFiles.inDirectory(dir));

        assertThat(failure.problems())
                .extracting(problem -> dir.relativize(Objects.requireNonNull(problem.file())) + ": "
                        + problem.message().replace(dir.toString(), "/ssl"))
                .containsExactly(
                        "both.crt: holds no certificate in PEM form (-----BEGIN CERTIFICATE-----); if it is a DER file,"
                                + " convert it: openssl x509 -inform der -in /ssl/both.crt -out <name>.crt",
                        "both.key: holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)",
                        "cut.crt: the CERTIFICATE block has no end; is the file still being written or was it cut short?",
                        "foreign.key: is not the key of foreign.crt (issued to CN=foreign); put the key there that the"
                                + " certificate was made with",
                        "kind.key: is not the key of kind.crt (issued to CN=good); put the key there that the"
                                + " certificate was made with",
                        "locked.key: the private key is encrypted with a pass phrase; write it without one: openssl"
                                + " pkey -in /ssl/locked.key -out /ssl/locked.key.plain, then put that in its place",
                        "old.key: the private key is encrypted with a pass phrase; write it without one: openssl"
                                + " pkey -in /ssl/old.key -out /ssl/old.key.plain, then put that in its place",
                        "z.key: is a directory; a PEM file is expected");
        assertThat(failure.toString().lines()).hasSize(8);
    }

    @Test
    void tellsWhatIsWrongWithDamagedFiles() throws Exception {
        X509Bundle good = selfSigned("good");
        write(dir, "good", good);

        assertThat(withCertificate(pem("CERTIFICATE", new byte[40]))).startsWith("certificate 1 is damaged: ");
        assertThat(withCertificate("-----BEGIN CERTIFICATE-----\nab$d\n-----END CERTIFICATE-----\n"))
                .isEqualTo("the CERTIFICATE block is damaged: it is not Base64");
        assertThat(withCertificate("x".repeat(FileBytes.LIMIT + 1)))
                .isEqualTo("is larger than 1 MiB; a PEM file is expected");
        write(dir, "good", good);
        assertThat(withKey(pem("PRIVATE KEY", new byte[40])))
                .startsWith("the private key is damaged or is neither RSA nor EC (browsers take no other); make a new");
        assertThat(withKey(good.getPrivateKeyPEM() + good.getPrivateKeyPEM()))
                .isEqualTo("holds 2 private keys; one is expected");
        assertThat(withKey(pem("EC PRIVATE KEY", new byte[40]))).startsWith("is not the key of good.crt");
        Files.delete(dir.resolve("good.key"));
        assertThat(oneProblem()).isEqualTo("does not exist");
        Files.createSymbolicLink(dir.resolve("good.key"), dir.resolve("gone"));
        assertThat(oneProblem()).isEqualTo("is a link to a file that does not exist");
    }

    @Test
    void aKeyOfTheRightModulusMustSignToo() throws Exception {
        X509Bundle bundle = selfSigned(rsa("good"));
        write(dir, "good", bundle);
        RSAPrivateKey whole = RSAPrivateKey.getInstance(key(bundle).parsePrivateKey());
        RSAPrivateKey damaged = new RSAPrivateKey(
                whole.getModulus(),
                whole.getPublicExponent(),
                whole.getPrivateExponent(),
                whole.getPrime1(),
                whole.getPrime2(),
                whole.getExponent1().add(BigInteger.TWO),
                whole.getExponent2(),
                whole.getCoefficient());

        assertThat(withKey(pem("RSA PRIVATE KEY", damaged.getEncoded()))).startsWith("is not the key of good.crt");
    }

    @Test
    void aKeyThatNamesTheRightPublicHalfMustBeItsOtherHalf() throws Exception {
        X509Bundle bundle = selfSigned("good");
        write(dir, "good", bundle);
        ECPrivateKey whole = ECPrivateKey.getInstance(key(bundle).parsePrivateKey());
        ASN1BitString publicHalf = ASN1BitString.getInstance(SubjectPublicKeyInfo.getInstance(
                        bundle.getCertificate().getPublicKey().getEncoded())
                .getPublicKeyData());
        ECPrivateKey damaged = new ECPrivateKey(256, whole.getKey().xor(BigInteger.TWO), publicHalf, null);

        assertThat(withKey(pem("EC PRIVATE KEY", damaged.getEncoded()))).startsWith("is not the key of good.crt");
        assertReads(
                "good",
                bundle,
                pem("EC PRIVATE KEY", new ECPrivateKey(256, whole.getKey(), publicHalf, null).getEncoded()));
    }

    @Test
    void aDirectoryWithoutPairsIsAProblem() throws Exception {
        assertThat(failure(() -> CertificateFiles.inDirectory(dir)))
                .hasMessage(dir + ": holds no certificate with a key; expected NAME.crt (or .pem, .cer) and beside it"
                        + " NAME.key, found nothing");
        Files.writeString(dir.resolve("ca.crt"), "");
        Files.writeString(dir.resolve("privkey.pem"), "");
        assertThat(failure(() -> CertificateFiles.inDirectory(dir)))
                .hasMessageEndingWith("NAME.key, found ca.crt, privkey.pem");
        assertThat(failure(() -> CertificateFiles.inDirectory(dir.resolve("none"))))
                .hasMessage(dir.resolve("none") + ": does not exist");
        assertThat(failure(() -> CertificateFiles.inDirectory(dir.resolve("ca.crt"))))
                .hasMessage(dir.resolve("ca.crt") + ": is not a directory");
    }

    /** As root no mode stops the reading, so what is said is asked for directly. */
    @Test
    void namesUserModeAndOwnerOfAFileThatMayNotBeRead() throws Exception {
        Path key = Files.createFile(
                dir.resolve("web.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        assertThat(FileBytes.why(key, new AccessDeniedException(key.toString()), "gateway"))
                .isEqualTo("cannot be read by user gateway: it has mode rw-------, owner "
                        + Files.getOwner(key).getName() + ", group " + group(key)
                        + "; let the user read it, for example with: chgrp gateway " + key + " && chmod g+r " + key);
        assertThat(FileBytes.why(key, new IOException("Input/output error"), "gateway"))
                .isEqualTo("cannot be read: Input/output error");
    }

    @Test
    void aKeyThatMayNotBeReadStopsThePairForAllButTheSuperuser() throws Exception {
        write(dir, "web", selfSigned("web"));
        Path key = dir.resolve("web.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
        if (Files.isReadable(key)) {
            // The superuser reads it all the same, and so has a pair.
            assertThat(CertificateFiles.inDirectory(dir)).hasSize(1);
            return;
        }
        assertThat(oneProblemOf(() -> CertificateFiles.inDirectory(dir)))
                .startsWith("cannot be read by user " + System.getProperty("user.name") + ": it has mode ---------");
    }

    private String group(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class).group().getName();
    }

    private void assertReads(String name, X509Bundle bundle, String keyPem) throws Exception {
        write(dir, name, bundle);
        Files.writeString(dir.resolve(name + ".key"), keyPem);
        CertificatePair pair = CertificateFiles.one(dir.resolve(name + ".crt"), dir.resolve(name + ".key"));
        assertThat(pair.leaf()).isEqualTo(bundle.getCertificate());
    }

    private static PrivateKeyInfo key(X509Bundle bundle) {
        return PrivateKeyInfo.getInstance(bundle.getKeyPair().getPrivate().getEncoded());
    }

    private String withCertificate(String pem) throws IOException {
        Files.writeString(dir.resolve("good.crt"), pem);
        return oneProblem();
    }

    private String withKey(String pem) throws IOException {
        Files.writeString(dir.resolve("good.key"), pem);
        return oneProblem();
    }

    private String oneProblem() {
        return oneProblemOf(() -> CertificateFiles.one(dir.resolve("good.crt"), dir.resolve("good.key")));
    }

    private static String oneProblemOf(ThrowingCallable call) {
        List<TlsProblem> problems = failure(call).problems();
        assertThat(problems).hasSize(1);
        return problems.get(0).message();
    }

    private static TlsSetupException failure(ThrowingCallable call) {
        TlsSetupException failure = catchThrowableOfType(TlsSetupException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }
}
