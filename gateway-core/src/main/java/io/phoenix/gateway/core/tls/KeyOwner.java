package io.phoenix.gateway.core.tls;

import io.netty.handler.ssl.OpenSsl;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;

/** Whether a private key is that of a certificate. Stateless; start and reload only. */
final class KeyOwner {
    private KeyOwner() {}

    static boolean is(X509Certificate certificate, PrivateKey key) {
        PublicKey publicKey = certificate.getPublicKey();
        if (key instanceof RSAPrivateCrtKey rsa && publicKey instanceof RSAPublicKey other) {
            return isWhole(rsa)
                    && rsa.getModulus().equals(other.getModulus())
                    && rsa.getPublicExponent().equals(other.getPublicExponent());
        }
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        // The JDK's arithmetic on curves is slow until it is compiled. What BoringSSL does not take is asked again,
        // since it may have other reasons.
        return (OpenSsl.isAvailable() && NativeKeyOwner.is(certificate, key)) || verifies(publicKey, key);
    }

    /** Whether the numbers of the key fit together as RFC 8017 3.2 has it, which is seen sooner than a signature. */
    private static boolean isWhole(RSAPrivateCrtKey key) {
        BigInteger e = key.getPublicExponent();
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        return key.getModulus().equals(p.multiply(q))
                && areInverse(e, key.getPrimeExponentP(), p.subtract(BigInteger.ONE))
                && areInverse(e, key.getPrimeExponentQ(), q.subtract(BigInteger.ONE))
                && areInverse(q, key.getCrtCoefficient(), p);
    }

    private static boolean areInverse(BigInteger a, BigInteger b, BigInteger modulus) {
        return modulus.signum() > 0 && a.multiply(b).mod(modulus).equals(BigInteger.ONE);
    }

    /** Whether the one verifies what the other signs. */
    private static boolean verifies(PublicKey publicKey, PrivateKey key) {
        byte[] nonce = new byte[32];
        new SecureRandom().nextBytes(nonce);
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(nonce);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(nonce);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
