package io.phoenix.gateway.core.tls;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** The names that a certificate is good for. Stateless. */
final class CertificateNames {
    private static final int DNS = 2;
    private static final int IP = 7;

    private CertificateNames() {}

    /** Subject alternative names of DNS and IP kind, else the common name (RFC 6125 6.4.4); lower case. */
    static Set<String> of(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        for (List<?> name : alternatives(certificate)) {
            boolean counts = name.get(0).equals(DNS) || name.get(0).equals(IP);
            if (counts && name.get(1) instanceof String text) {
                names.add(text.toLowerCase(Locale.ROOT));
            }
        }
        String common = onlyCommonName(certificate);
        if (common != null) {
            names.add(common.toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** The common name of a certificate without any subject alternative name, else {@code null}. */
    static @Nullable String onlyCommonName(X509Certificate certificate) {
        if (!alternatives(certificate).isEmpty()) {
            return null;
        }
        try {
            List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            // The most specific part stands last in this list.
            for (int i = parts.size() - 1; i >= 0; i--) {
                if (parts.get(i).getType().equalsIgnoreCase("CN")) {
                    return parts.get(i).getValue().toString();
                }
            }
        } catch (InvalidNameException e) {
            // A subject that cannot be parsed names nothing.
        }
        return null;
    }

    static boolean isAddress(String name) {
        return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
