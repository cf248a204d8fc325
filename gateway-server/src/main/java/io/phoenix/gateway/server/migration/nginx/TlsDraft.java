package io.phoenix.gateway.server.migration.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The certificates of the new configuration: those of all servers, since SNI chooses among them. */
final class TlsDraft {

    private record Pair(String certificate, String key, Place place) {}

    private static final Set<String> OLD_PROTOCOLS = Set.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1");

    private final ImportReport report;
    private final Map<String, Pair> pairs = new LinkedHashMap<>();
    private @Nullable String authorities;
    private boolean needsDirectory;

    TlsDraft(ImportReport report) {
        this.report = report;
    }

    /** Takes in what is in force at a server. */
    void add(Scope scope) {
        List<Directive> certificates = scope.inForce("ssl_certificate");
        List<Directive> keys = scope.inForce("ssl_certificate_key");
        for (int i = 0; i < Math.min(certificates.size(), keys.size()); i++) {
            addPair(certificates.get(i), keys.get(i));
        }
        scope.inForce("ssl_protocols").forEach(this::protocols);
        Directive verify = scope.one("ssl_verify_client");
        Directive authority = scope.one("ssl_client_certificate");
        if (verify == null || verify.argument(0).equals("off")) {
            return;
        }
        if (authority == null) {
            report.left(verify, "needs ssl_client_certificate, the file of those who vouch for clients");
        } else if (authorities != null && !authorities.equals(UpstreamTls.file(authority))) {
            report.finding(authority, "this host would accept the clients of " + authorities + " instead of its own");
            report.left(authority, "there is one tls.client-ca for all hosts; put both authorities into one file");
        } else {
            authorities = UpstreamTls.file(authority);
            report.translated(authority, "tls.client-ca");
            report.translated(
                    verify,
                    "tls.client-auth: optional"
                            + (verify.argument(0).equals("on")
                                    ? ", and client-certificate: required on its routes"
                                    : ""));
        }
    }

    private void addPair(Directive certificate, Directive key) {
        if (certificate.argument(0).indexOf('$') >= 0 || key.argument(0).matches("(data|engine):.*|.*\\$.*")) {
            report.left(certificate, "certificates are files with fixed names here");
            report.left(key, "keys are files with fixed names here");
            return;
        }
        String file = UpstreamTls.file(certificate);
        String keyFile = UpstreamTls.file(key);
        pairs.putIfAbsent(file, new Pair(file, keyFile, certificate.place()));
        report.translated(certificate, "tls.certificates; renewed files are taken over without a reload");
        report.translated(key, "tls.certificates");
        if (isReadableByAll(keyFile)) {
            report.finding(key, keyFile + " can be read by every user of this machine; chmod 600 it");
        }
    }

    private static boolean isReadableByAll(String file) {
        try {
            return Files.getPosixFilePermissions(Path.of(file)).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException | InvalidPathException e) {
            return false;
        }
    }

    private void protocols(Directive protocols) {
        List<String> old =
                protocols.arguments().stream().filter(OLD_PROTOCOLS::contains).toList();
        if (!old.isEmpty()) {
            report.finding(
                    protocols,
                    String.join(", ", old) + " must not be spoken any more (RFC 8996); the gateway speaks"
                            + " TLS 1.2 and 1.3");
        }
        report.byDefault(protocols, "TLS 1.2 and 1.3 are spoken");
    }

    /** A listener with TLS cannot be without certificates; where the files have none, a place for them is named. */
    void requireCertificates(Listeners listeners) {
        for (ListenerDraft listener : listeners.all()) {
            if (listener.isTls() && pairs.isEmpty()) {
                needsDirectory = true;
                report.finding(
                        listener.listen(),
                        "speaks TLS, but no certificate could be translated; put NAME.crt and"
                                + " NAME.key into tls.directory");
            }
        }
    }

    boolean isEmpty() {
        return pairs.isEmpty() && !needsDirectory;
    }

    void write(YamlText yaml) {
        yaml.line("tls:");
        if (needsDirectory) {
            yaml.line("  directory: certificates", "put NAME.crt and NAME.key here");
        } else {
            yaml.line("  certificates:");
        }
        for (Pair pair : pairs.values()) {
            yaml.line(
                    "    - certificate: " + YamlText.scalar(pair.certificate()),
                    pair.place().fileAndLine());
            yaml.line("      key: " + YamlText.scalar(pair.key()));
        }
        if (authorities != null) {
            yaml.line("  client-ca: " + YamlText.scalar(authorities));
        }
    }
}
