package io.phoenix.gateway.benchmarks.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** HAProxy. */
record HaproxyPeer(boolean logs) implements Peer {
    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public String program() {
        return "haproxy";
    }

    @Override
    public String advice() {
        return "sudo apt-get install haproxy";
    }

    @Override
    public List<String> files() {
        return List.of("haproxy.cfg");
    }

    @Override
    public List<String> command(Path directory) {
        // With a master, which is how its packages start it, and which alone can take over a new configuration.
        return List.of("haproxy", "-W", "-f", directory.resolve("haproxy.cfg").toString());
    }

    @Override
    public String reloadSignal() {
        return "USR2";
    }

    @Override
    public Map<String, String> words() {
        return Map.of(
                "LOG_GLOBAL", logs ? "log stdout format raw local0" : "",
                "LOG_DEFAULTS", logs ? "log global\n    option httplog" : "");
    }
}
