package io.phoenix.gateway.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code tls}. */
final class TlsSection {
    private static final String PAIR = "{ certificate: a.crt, key: a.key }";

    private static final Duration LONGEST_HSTS = Duration.ofDays(3650);

    private final Folder folder;

    TlsSection(Folder folder) {
        this.folder = folder;
    }

    @Nullable
    TlsConfig read(Value value) {
        Fields fields = Fields.of(value, "a section, like { directory: /ssl }");
        if (fields == null) {
            return null;
        }
        Value directoryValue = fields.optional("directory");
        String defaultName = fields.text("default", "the base name of a pair, like portainer.phoenix.local");
        List<Value> pairs = fields.items("certificates", "a list of pairs, like [" + PAIR + "]");
        Duration reload = fields.timeout("reload-interval", TlsConfig.DEFAULT_RELOAD_INTERVAL);
        Value authoritiesValue = fields.optional("client-ca");
        Value authValue = fields.optional("client-auth");
        Value hstsValue = fields.optional("hsts");
        fields.reportUnknown();

        Path directory = directoryValue == null ? null : folder.resolve(directoryValue);
        Folder within = directory == null ? folder : new Folder(directory);
        List<CertificateConfig> certificates = new ArrayList<>();
        for (Value pair : pairs) {
            CertificateConfig certificate = readPair(pair, within);
            if (certificate != null) {
                certificates.add(certificate);
            }
        }
        if (directoryValue == null && pairs.isEmpty()) {
            value.error("names no certificates; give it a directory, like /ssl, or certificates, like [" + PAIR + "]");
        }
        Path authorities = authoritiesValue == null ? null : within.resolve(authoritiesValue);
        ClientAuth auth = readClientAuth(authValue, authoritiesValue);
        Duration hsts = hstsValue == null ? null : Units.duration(hstsValue, LONGEST_HSTS);
        return new TlsConfig(
                directory, defaultName, certificates, reload, auth == ClientAuth.NONE ? null : authorities, auth, hsts);
    }

    private static ClientAuth readClientAuth(@Nullable Value value, @Nullable Value authorities) {
        ClientAuth given = value == null ? null : Choices.clientAuth(value);
        if (value != null && given != null && given != ClientAuth.NONE && authorities == null) {
            value.error(
                    "needs client-ca, the file of those who vouch for clients; add, for example, client-ca: ca.crt");
        }
        if (authorities != null && given == ClientAuth.NONE) {
            authorities.warning("has no effect with client-auth: none");
        }
        return given != null ? given : authorities == null ? ClientAuth.NONE : ClientAuth.OPTIONAL;
    }

    private static @Nullable CertificateConfig readPair(Value value, Folder within) {
        Fields fields = Fields.of(value, "a pair, like " + PAIR);
        if (fields == null) {
            return null;
        }
        Value certificateValue = fields.required("certificate", "a.crt");
        Value keyValue = fields.required("key", "a.key");
        fields.reportUnknown();
        Path certificate = certificateValue == null ? null : within.resolve(certificateValue);
        Path key = keyValue == null ? null : within.resolve(keyValue);
        return certificate == null || key == null ? null : new CertificateConfig(certificate, key);
    }
}
