package io.phoenix.gateway.core.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code -----BEGIN label-----} block of a PEM file (RFC 7468), text around the blocks being ignored. Used in place
 * of Netty's reader because that one takes PKCS#1 and SEC 1 keys only with Bouncy Castle, which is not shipped, and
 * because its errors do not say what the operator should do.
 *
 * @param encrypted whether the old style {@code Proc-Type: 4,ENCRYPTED} header (RFC 1421) is there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; lives only while one file is read
record PemBlock(String label, boolean encrypted, byte[] der) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    static List<PemBlock> read(Path file) throws TlsSetupException {
        List<PemBlock> blocks = new ArrayList<>();
        String label = null;
        boolean encrypted = false;
        StringBuilder base64 = new StringBuilder();
        String text = new String(FileBytes.read(file), StandardCharsets.ISO_8859_1);
        for (String line : text.lines().map(String::strip).toList()) {
            String begins = marker(line, BEGIN);
            if (begins != null) {
                if (label != null) {
                    throw cutShort(file, label);
                }
                label = begins;
                encrypted = false;
                base64.setLength(0);
            } else if (label != null && label.equals(marker(line, END))) {
                blocks.add(new PemBlock(label, encrypted, decode(file, label, base64)));
                label = null;
            } else if (label != null && line.indexOf(':') >= 0) {
                encrypted |= line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED");
            } else if (label != null) {
                base64.append(line);
            }
        }
        if (label != null) {
            throw cutShort(file, label);
        }
        return blocks;
    }

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
    }

    boolean isPrivateKey() {
        return label.endsWith("PRIVATE KEY");
    }

    @Override
    public String toString() {
        // The bytes may be a private key.
        return "PemBlock[" + label + "]";
    }

    private static @Nullable String marker(String line, String start) {
        return line.startsWith(start) && line.endsWith(DASHES) && line.length() > start.length() + DASHES.length()
                ? line.substring(start.length(), line.length() - DASHES.length())
                : null;
    }

    private static byte[] decode(Path file, String label, StringBuilder base64) throws TlsSetupException {
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            throw new TlsSetupException(file, "the " + label + " block is damaged: it is not Base64");
        }
    }

    private static TlsSetupException cutShort(Path file, String label) {
        return new TlsSetupException(
                file, "the " + label + " block has no end; is the file still being written or was it cut short?");
    }
}
