package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Port;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports of containers: real ones, each once, and the ones that the container's own health check asks. */
final class PortChecks {
    private static final Pattern LOCAL = Pattern.compile("//(?:localhost|127\\.0\\.0\\.1):([0-9]{1,5})\\b");

    private final Setup setup;
    private final Document file;

    PortChecks(Setup setup) {
        this.setup = setup;
        this.file = setup.containersFile();
    }

    /** Every port that something in {@code container} is said to listen on, from outside. */
    static Set<Integer> of(Container container) {
        Set<Integer> ports = new TreeSet<>();
        container.ports().forEach(port -> ports.add(port.outside()));
        if (container.modelServer() != null && container.modelServer().port() != null) {
            ports.add(container.modelServer().port());
        }
        if (container.portainerRole().equals("server")) {
            ports.addAll(KnownService.PORTAINER.ports());
        }
        return ports;
    }

    void run() {
        for (Container container : setup.containers().values()) {
            JsonPath path = Paths.container(container.id());
            Set<Integer> outside = new HashSet<>();
            for (int i = 0; i < container.ports().size(); i++) {
                Port port = container.ports().get(i);
                if (!isPort(port.outside()) || !isPort(port.inside())) {
                    file.error(path.key("ports").index(i), "ports go from 1 to 65535");
                } else if (!outside.add(port.outside())) {
                    file.error(path.key("ports").index(i), port.outside() + " stands in the list twice");
                }
            }
            health(container, path);
            modelServer(container, path);
        }
    }

    private static boolean isPort(int port) {
        return port >= 1 && port <= 65535;
    }

    private void health(Container container, JsonPath path) {
        if (container.healthCheck() == null || container.ports().isEmpty()) {
            return;
        }
        Matcher matcher = LOCAL.matcher(container.healthCheck().command());
        while (matcher.find()) {
            int port = Integer.parseInt(matcher.group(1));
            if (!of(container).contains(port)) {
                file.warn(
                        path.key("health_check").key("command"),
                        "asks the port " + port + ", but the container listens on " + of(container));
            }
        }
    }

    private void modelServer(Container container, JsonPath path) {
        if (container.modelServer() != null
                && container.modelServer().port() != null
                && !container.ports().isEmpty()
                && container.ports().stream()
                        .noneMatch(p -> p.inside() == container.modelServer().port())) {
            file.warn(
                    path.key("vllm_port"),
                    "is " + container.modelServer().port() + ", which is none of the container's ports");
        }
    }
}
