package io.phoenix.gateway.core.tls;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the private key that belongs to a certificate: PKCS#8, and the older PKCS#1 ({@code RSA PRIVATE KEY}) and SEC 1
 * ({@code EC PRIVATE KEY}) forms that OpenSSL, step and acme.sh still write. Stateless; start and reload only.
 */
final class PrivateKeyFile {
    /** AlgorithmIdentifier rsaEncryption with NULL parameters, RFC 8017 A.1. */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PrivateKeyFile() {}

    /** The single private key block of the file. */
    static PemBlock read(Path file) throws TlsSetupException {
        List<PemBlock> keys =
                PemBlock.read(file).stream().filter(PemBlock::isPrivateKey).toList();
        if (keys.size() != 1) {
            throw new TlsSetupException(
                    file,
                    keys.isEmpty()
                            ? "holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)"
                            : "holds " + keys.size() + " private keys; one is expected");
        }
        PemBlock key = keys.get(0);
        if (key.encrypted() || key.label().equals("ENCRYPTED PRIVATE KEY")) {
            throw new TlsSetupException(
                    file,
                    "the private key is encrypted with a pass phrase; write it without one: openssl pkey -in " + file
                            + " -out " + file + ".plain, then put that in its place");
        }
        return key;
    }

    /** The key, given the certificates of which one should be its own; {@code null} if it cannot be. */
    static @Nullable PrivateKey decode(Path file, PemBlock block, List<X509Certificate> certificates)
            throws TlsSetupException {
        if (block.label().equals("EC PRIVATE KEY")) {
            // Without an EC certificate, or on another curve than the certificate's, it cannot be the certificate's
            // key.
            byte[] curve = curve(certificates);
            return curve == null ? null : generate("EC", pkcs8(curve, block.der()));
        }
        PrivateKey key = block.label().equals("RSA PRIVATE KEY")
                ? generate("RSA", pkcs8(RSA, block.der()))
                : generate(block.der(), certificates);
        if (key == null) {
            throw new TlsSetupException(
                    file,
                    "the private key is damaged or is neither RSA nor EC (browsers take no other); make a new pair, for"
                            + " example with: openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 ...");
        }
        return key;
    }

    /** PKCS#8 names its algorithm within; the certificate's is tried first, since it is nearly always that. */
    private static @Nullable PrivateKey generate(byte[] pkcs8, List<X509Certificate> certificates) {
        boolean ec = certificates.get(0).getPublicKey().getAlgorithm().equals("EC");
        PrivateKey key = generate(ec ? "EC" : "RSA", pkcs8);
        return key == null ? generate(ec ? "RSA" : "EC", pkcs8) : key;
    }

    private static @Nullable PrivateKey generate(String algorithm, byte[] pkcs8) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /**
     * The AlgorithmIdentifier, which names the curve, from an EC certificate's public key. A SEC 1 key need not name
     * its curve itself (RFC 5915 3), and the certificate beside it always does.
     */
    private static byte @Nullable [] curve(List<X509Certificate> certificates) {
        for (X509Certificate certificate : certificates) {
            if (certificate.getPublicKey().getAlgorithm().equals("EC")) {
                // SubjectPublicKeyInfo ::= SEQUENCE { algorithm SEQUENCE, ... }; an EC key's fits one- or two-byte
                // lengths.
                byte[] spki = certificate.getPublicKey().getEncoded();
                int at = spki[1] < 0 ? 2 + (spki[1] & 0x7f) : 2;
                byte[] algorithm = new byte[2 + spki[at + 1]];
                System.arraycopy(spki, at, algorithm, 0, algorithm.length);
                return algorithm;
            }
        }
        return null;
    }

    /** PrivateKeyInfo ::= SEQUENCE { version, algorithm, OCTET STRING key }, RFC 5208 5. */
    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        info.writeBytes(VERSION_0);
        info.writeBytes(algorithm);
        info.writeBytes(der(OCTET_STRING, key));
        return der(SEQUENCE, info.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            // Three length bytes hold what FileBytes.LIMIT lets through.
            int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(content.length >>> shift);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
