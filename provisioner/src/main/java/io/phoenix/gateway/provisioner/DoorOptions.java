package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say what the operator's files do not: where the gateway runs and what it is called. */
final class DoorOptions {
    @Option(
            names = "--gateway-container",
            paramLabel = "ID",
            defaultValue = "953",
            description = "The container that the gateway runs in. Default: ${DEFAULT-VALUE}.")
    private int container;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            defaultValue = "phoenix.local",
            description = "The domain of the host names that clients use. Default: ${DEFAULT-VALUE}.")
    private String domain = "";

    @Option(
            names = "--alias",
            paramLabel = "ALIAS=MODEL",
            description = "A further name of a model; may stand several times.")
    private Map<String, String> aliases = new LinkedHashMap<>();

    /** @throws InvalidInputException if the files do not have what the options name */
    Door door(Desired desired) throws InvalidInputException {
        try {
            return Door.of(desired, container, domain, aliases);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("provision: " + e.getMessage());
        }
    }
}
