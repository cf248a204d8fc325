package io.phoenix.gateway.core.tls;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is to be said about the time in which a certificate is valid. Stateless. */
final class CertificateDates {
    /** So early that a renewal which has failed can be mended in working hours. */
    private static final Duration NOTICE = Duration.ofDays(21);

    private CertificateDates() {}

    /** That it is not valid now, or will not be for much longer. */
    static @Nullable TlsProblem warning(Path file, X509Certificate certificate, Instant now) {
        TlsProblem invalid = invalid(file, certificate, now);
        return invalid == null ? ending(file, certificate, now) : invalid;
    }

    /** That it is not valid now. */
    static @Nullable TlsProblem invalid(Path file, X509Certificate certificate, Instant now) {
        Instant notBefore = certificate.getNotBefore().toInstant();
        Instant notAfter = certificate.getNotAfter().toInstant();
        if (now.isAfter(notAfter)) {
            return new TlsProblem(file, "the certificate expired at " + notAfter + "; clients will refuse it");
        }
        if (now.isBefore(notBefore)) {
            return new TlsProblem(
                    file,
                    "the certificate is not valid before " + notBefore
                            + "; clients will refuse it until then, or this machine's clock is wrong");
        }
        return null;
    }

    /** That it is valid, but not for much longer. */
    static @Nullable TlsProblem ending(Path file, X509Certificate certificate, Instant now) {
        Instant notAfter = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(now, notAfter);
        if (!left.isNegative() && left.compareTo(NOTICE) < 0) {
            String span = left.toDays() > 1 ? left.toDays() + " days" : left.toHours() + " hours";
            return new TlsProblem(file, "the certificate expires in " + span + ", at " + notAfter + "; renew it");
        }
        return null;
    }
}
