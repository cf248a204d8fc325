package io.phoenix.gateway.core.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Makes certificates and writes them as an operator would. */
final class TestCertificates {
    private TestCertificates() {}

    static X509Bundle authority(String commonName) throws Exception {
        return ecdsa(commonName).setIsCertificateAuthority(true).buildSelfSigned();
    }

    /** A self-signed server certificate with these DNS names. */
    static X509Bundle selfSigned(String... names) throws Exception {
        return selfSigned(named(ecdsa(names[0]), names));
    }

    /** Signed with its own key and no CA, which the builder would not make by itself. */
    static X509Bundle selfSigned(CertificateBuilder builder) throws Exception {
        X509Bundle authority = builder.copy().setIsCertificateAuthority(true).buildSelfSigned();
        return builder.keyPair(authority.getKeyPair()).buildIssuedBy(authority);
    }

    static CertificateBuilder ecdsa(String commonName) {
        return new CertificateBuilder().ecp256().subject("CN=" + commonName);
    }

    static CertificateBuilder rsa(String commonName) {
        return new CertificateBuilder().rsa2048().subject("CN=" + commonName);
    }

    /** Encoded here, because the builder's own method for DNS names does not take a star. */
    static CertificateBuilder named(CertificateBuilder builder, String... names) throws IOException {
        GeneralName[] all = new GeneralName[names.length];
        for (int i = 0; i < names.length; i++) {
            int kind = CertificateNames.isAddress(names[i]) ? GeneralName.iPAddress : GeneralName.dNSName;
            all[i] = new GeneralName(kind, names[i]);
        }
        return builder.addExtensionOctetString("2.5.29.17", false, new GeneralNames(all).getEncoded());
    }

    /** Writes NAME.crt with the whole chain but the root, and NAME.key. */
    static void write(Path directory, String name, X509Bundle bundle) throws IOException {
        Files.writeString(directory.resolve(name + ".crt"), bundle.getCertificatePathPEM());
        Files.writeString(directory.resolve(name + ".key"), bundle.getPrivateKeyPEM());
    }

    static CertificatePair pair(Path directory, String name, X509Bundle bundle) throws Exception {
        write(directory, name, bundle);
        return CertificateFiles.one(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
    }

    static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
