package io.phoenix.gateway.core.tls;

import io.netty.internal.tcnative.Buffer;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.LongConsumer;

/**
 * BoringSSL's own answer to whether a private key is that of a certificate. It multiplies the curve's base point by the
 * key and compares, whatever public half the key's file names beside it. Needs tcnative loaded; start and reload only.
 */
final class NativeKeyOwner {
    private NativeKeyOwner() {}

    /** False also where BoringSSL knows no such key, or does not serve such a certificate. */
    static boolean is(X509Certificate certificate, PrivateKey key) {
        long context = 0;
        long ssl = 0;
        long chain = 0;
        long parsed = 0;
        try {
            context = SSLContext.make(SSL.SSL_PROTOCOL_ALL, SSL.SSL_MODE_SERVER);
            ssl = SSL.newSSL(context, true);
            chain = parse("CERTIFICATE", certificate.getEncoded(), SSL::parseX509Chain);
            parsed = parse("PRIVATE KEY", key.getEncoded(), bio -> SSL.parsePrivateKey(bio, null));
            SSL.setKeyMaterial(ssl, chain, parsed);
            return true;
        } catch (Exception e) { // tcnative declares no narrower one.
            return false;
        } finally {
            free(chain, SSL::freeX509Chain);
            free(parsed, SSL::freePrivateKey);
            free(ssl, SSL::freeSSL);
            free(context, SSLContext::free);
        }
    }

    private static long parse(String label, byte[] der, Parser parser) throws Exception {
        byte[] base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der);
        byte[] begin = ("-----BEGIN " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
        byte[] end = ("\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer pem = ByteBuffer.allocateDirect(begin.length + base64.length + end.length);
        pem.put(begin).put(base64).put(end);
        long bio = SSL.newMemBIO();
        try {
            int written = SSL.bioWrite(bio, Buffer.address(pem), pem.capacity());
            if (written != pem.capacity()) {
                throw new IOException("a memory BIO took " + written + " of " + pem.capacity() + " bytes");
            }
            return parser.parse(bio);
        } finally {
            SSL.freeBIO(bio);
            // Neither of the two copies made here is to stay in memory.
            Arrays.fill(base64, (byte) 0);
            pem.clear().put(new byte[pem.capacity()]);
        }
    }

    private static void free(long handle, LongConsumer how) {
        if (handle != 0) {
            how.accept(handle);
        }
    }

    private interface Parser {
        long parse(long bio) throws Exception;
    }
}
