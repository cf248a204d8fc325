package io.phoenix.gateway.server;

import io.phoenix.gateway.core.net.Transport;
import io.phoenix.gateway.core.tls.ServerTls;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: the gateway's version and what it found on this machine. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {
            "Phoenix Gateway " + (version == null ? "(not packaged)" : version),
            "Java " + Runtime.version() + ", transport " + Transport.best() + ", TLS by " + ServerTls.provider()
        };
    }
}
