package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.reading.YamlValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The gateway's configuration, as far as a deployment must know it; whether the rest is right only the gateway can
 * tell.
 *
 * @param text as it goes into the container
 * @param listeners their names, in the order of the file
 * @param adminHost of the admin listener
 * @param adminPort of the admin listener
 */
public record DoorConfig(String text, List<String> listeners, String adminHost, int adminPort) {
    private static final String USUAL_ADMIN = "127.0.0.1:9090";

    public DoorConfig {
        listeners = List.copyOf(listeners);
    }

    /**
     * Reads it.
     *
     * @param file its name, for messages
     * @throws DeployException if it is no YAML, or has a listener that two gateways cannot share, with all of those
     */
    public static DoorConfig of(String file, byte[] bytes) throws DeployException {
        Findings findings = new Findings();
        YamlValue root = YamlValue.read(file, bytes, findings);
        List<String> names = new ArrayList<>();
        if (root != null) {
            for (YamlValue listener : root.member("listeners").items()) {
                names.add(Objects.requireNonNullElse(listener.member("name").text(), ""));
                if (!"true".equals(listener.member("reuse-port").text())) {
                    findings.add(new Finding(
                            Severity.ERROR,
                            file,
                            listener.place(),
                            "listeners." + names.get(names.size() - 1),
                            "needs reuse-port: true, since a new gateway starts beside the old one"));
                }
            }
        }
        if (findings.count(Severity.ERROR) > 0) {
            throw new DeployException(
                    DeployException.Cause.INPUT,
                    findings.sorted().stream().map(Finding::toString).collect(Collectors.joining("\n")));
        }
        String admin =
                root == null ? null : root.member("admin").member("address").text();
        String address = admin != null && admin.matches(".+:[1-9][0-9]{0,4}") ? admin : USUAL_ADMIN;
        int colon = address.lastIndexOf(':');
        return new DoorConfig(
                new String(bytes, StandardCharsets.UTF_8),
                names,
                address.substring(0, colon),
                Integer.parseInt(address.substring(colon + 1)));
    }

    /** The admin address of an instance: its own, or one of the ports that follow. */
    String admin(int after) {
        return adminHost + ":" + (adminPort + after);
    }

    /**
     * Where the listeners of an instance are that is only tried: at ports from {@code first} on, or, if it is 0,
     * anywhere.
     */
    List<String> elsewhere(String host, int first) {
        List<String> addresses = new ArrayList<>();
        for (String name : listeners) {
            addresses.add(name + "=" + host + ":" + (first == 0 ? 0 : first + addresses.size()));
        }
        return addresses;
    }
}
