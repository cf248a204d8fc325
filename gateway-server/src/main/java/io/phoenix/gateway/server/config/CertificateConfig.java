package io.phoenix.gateway.server.config;

import java.nio.file.Path;

/** A certificate chain and its key, both PEM files. */
public record CertificateConfig(Path certificate, Path key) {}
