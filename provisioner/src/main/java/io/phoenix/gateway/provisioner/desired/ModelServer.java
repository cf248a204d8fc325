package io.phoenix.gateway.provisioner.desired;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * vLLM in a container.
 *
 * @param servedName the name that it answers to
 * @param type {@code chat} or {@code embedding}, as files of a later version say; null if the file does not
 * @param port its port, or null if the file does not say
 */
public record ModelServer(
        String model,
        String servedName,
        @Nullable String type,
        @Nullable Integer port,
        List<String> arguments) {
    public ModelServer {
        arguments = List.copyOf(arguments);
    }
}
