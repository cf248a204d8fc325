package io.phoenix.gateway.provisioner.desired;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * vLLM in a container.
 *
 * @param servedName the name that it answers to
 * @param port its port, or null if the file does not say
 */
public record ModelServer(
        String model, String servedName, @Nullable Integer port, List<String> arguments) {
    public ModelServer {
        arguments = List.copyOf(arguments);
    }
}
