package io.phoenix.gateway.benchmarks.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** This gateway, as its release is started. */
record GatewayPeer(Path home, String javaOptions) implements Peer {
    /** The same with more of the JVM's flags. */
    GatewayPeer with(String flags) {
        return new GatewayPeer(home, javaOptions + " " + flags);
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public String program() {
        return home.resolve("bin/gateway").toString();
    }

    @Override
    public String advice() {
        return "run benchmarks/compare in a checkout";
    }

    @Override
    public List<String> files() {
        return List.of("gateway.yaml");
    }

    @Override
    public List<String> command(Path directory) {
        return List.of(
                program(), "run", "--config", directory.resolve("gateway.yaml").toString());
    }

    @Override
    public boolean runsOnJvm() {
        return true;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("JAVA_OPTS", javaOptions);
    }
}
