package io.phoenix.gateway.provisioner.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Judges what a server shows: dates, names, and whether somebody vouches for it. */
final class CertificateExam {
    private static final int DNS = 2;
    private static final int IP = 7;

    private final List<X509Certificate> trusted;

    private CertificateExam(List<X509Certificate> trusted) {
        this.trusted = trusted;
    }

    /** Trusts the JDK's authorities and the certificates in {@code files}, of which directories are looked through. */
    static CertificateExam trusting(List<Path> files) throws IOException {
        List<X509Certificate> trusted = new ArrayList<>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                try (DirectoryStream<Path> found = Files.newDirectoryStream(file, "*.{crt,pem,cer}")) {
                    for (Path one : found) {
                        read(one, trusted);
                    }
                }
            } else {
                read(file, trusted);
            }
        }
        return new CertificateExam(trusted);
    }

    private static void read(Path file, List<X509Certificate> trusted) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.add((X509Certificate) certificate);
            }
        } catch (CertificateException e) {
            throw new IOException(file + " has no certificate in PEM: " + e.getMessage(), e);
        }
    }

    /** What is wrong with {@code chain} for clients that ask for {@code name}; null if nothing is. */
    @Nullable
    String complaint(List<X509Certificate> chain, String name) {
        if (chain.isEmpty()) {
            return "the server shows no certificate";
        }
        X509Certificate own = chain.get(0);
        Instant now = Instant.now();
        if (own.getNotAfter().toInstant().isBefore(now)) {
            return "the certificate has expired on " + day(own.getNotAfter().toInstant());
        }
        if (own.getNotBefore().toInstant().isAfter(now)) {
            return "the certificate is not valid before "
                    + day(own.getNotBefore().toInstant());
        }
        List<String> names = names(own);
        if (names.stream().noneMatch(pattern -> covers(pattern, name))) {
            return "the certificate is not for " + name
                    + (names.isEmpty() ? ": it has no subject alternative names" : " but for " + names);
        }
        return isVouchedFor(chain)
                ? null
                : "nobody that is trusted vouches for the certificate of "
                        + own.getIssuerX500Principal().getName();
    }

    /** The day on which {@code chain} ends, for people. */
    static String end(List<X509Certificate> chain) {
        return day(chain.get(0).getNotAfter().toInstant());
    }

    private static String day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0).equals(DNS) || alternative.get(0).equals(IP)) {
                    names.add(((String) alternative.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateException e) {
            // What cannot be read is no name; the complaint then says that there is none.
        }
        return names;
    }

    private static boolean covers(String pattern, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return pattern.equals(lower)
                || (pattern.startsWith("*.")
                        && lower.indexOf('.') > 0
                        && lower.substring(lower.indexOf('.')).equals(pattern.substring(1)));
    }

    private boolean isVouchedFor(List<X509Certificate> chain) {
        if (trusted.contains(chain.get(0))) {
            return true;
        }
        try {
            KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
            own.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                own.setCertificateEntry("trusted-" + i, trusted.get(i));
            }
            return isVouchedFor(chain, null) || (!trusted.isEmpty() && isVouchedFor(chain, own));
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    private static boolean isVouchedFor(List<X509Certificate> chain, @Nullable KeyStore authorities)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        for (TrustManager manager : factory.getTrustManagers()) {
            try {
                ((X509TrustManager) manager).checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
                return true;
            } catch (CertificateException e) {
                // The next one may trust it; that none does is the answer.
            }
        }
        return false;
    }
}
