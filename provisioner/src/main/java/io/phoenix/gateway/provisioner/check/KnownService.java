package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.ModelServer;
import java.util.Arrays;
import java.util.List;

/** The services of the operator's containers: how to know one, and where it has its files. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are, being made by List.of
public enum KnownService {
    PORTAINER(
            "Portainer",
            List.of(9443),
            List.of("/certs", "/data"),
            "reads /certs, and keeps its data in a volume of Docker's own"),
    VLLM(
            "vLLM",
            List.of(),
            List.of("/root/.cache/huggingface"),
            "reads /root/.cache/huggingface, unless vllm_args says" + " --download-dir"),
    QDRANT(
            "Qdrant",
            List.of(6333, 6334),
            List.of(),
            "runs in Docker without a volume, so its data dies with its Docker container"),
    N8N("n8n", List.of(5678), List.of("/root/.n8n", "/home/node/.n8n"), "keeps its data in /root/.n8n"),
    OLLAMA("Ollama", List.of(11434), List.of("/root/.ollama"), "reads /root/.ollama, unless OLLAMA_MODELS is set"),
    LLAMA_CPP("llama.cpp", List.of(8081), List.of(), "is built, but its script starts no server that reads models"),
    OPEN_WEBUI("Open WebUI", List.of(8080), List.of(), "keeps its data in a volume of Docker's own");

    private final String title;
    private final List<Integer> ports;
    private final List<String> directories;
    private final String habit;

    KnownService(String title, List<Integer> ports, List<String> directories, String habit) {
        this.title = title;
        this.ports = ports;
        this.directories = directories;
        this.habit = habit;
    }

    /** The services that {@code container} seems to run, by its role, its model and its ports. */
    public static List<KnownService> of(Container container) {
        return Arrays.stream(values())
                .filter(service -> service.runsIn(container))
                .toList();
    }

    private boolean runsIn(Container container) {
        return switch (this) {
            case PORTAINER -> container.portainerRole().equals("server");
            case VLLM -> container.modelServer() != null;
            default -> container.ports().stream().anyMatch(port -> ports.contains(port.inside()));
        };
    }

    /** Whether the service would find what is mounted at {@code path}. */
    boolean uses(String path, Container container) {
        ModelServer server = container.modelServer();
        boolean isNamed =
                server != null && (isNamedIn(server.arguments(), path) || Paths.isBelow(server.model(), path));
        return isNamed
                || directories.stream()
                        .anyMatch(directory -> Paths.isAtOrBelow(directory, path) || Paths.isBelow(path, directory));
    }

    private static boolean isNamedIn(List<String> arguments, String path) {
        return arguments.stream()
                .map(argument -> argument.substring(argument.indexOf('=') + 1))
                .anyMatch(argument -> Paths.isAtOrBelow(argument, path));
    }

    /** Its name, for people. */
    public String title() {
        return title;
    }

    /** Its usual ports, the one for HTTP first. */
    public List<Integer> ports() {
        return ports;
    }

    /** Where it has its files, as the predicate of a sentence. */
    String habit() {
        return habit;
    }
}
