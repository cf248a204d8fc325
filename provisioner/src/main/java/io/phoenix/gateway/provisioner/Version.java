package io.phoenix.gateway.provisioner;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {
            "Phoenix Gateway provisioner " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()
        };
    }
}
