package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.ModelServer;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.Section;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** GPUs: given once, to who can use them, and with no more of their memory promised than there is. */
final class GpuChecks {
    private static final List<String> USERS = List.of("nvidia", "vllm");

    private final Setup setup;
    private final Document file;
    private final Map<Integer, BigDecimal> promised = new TreeMap<>();

    GpuChecks(Setup setup) {
        this.setup = setup;
        this.file = setup.containersFile();
    }

    void run() {
        for (Container container : setup.containers().values()) {
            JsonPath path = Paths.container(container.id());
            if (new HashSet<>(container.gpus()).size() < container.gpus().size()) {
                file.error(path.key("gpu_assignment"), "names a GPU twice");
            }
            boolean canUse = container.features().stream().anyMatch(USERS::contains);
            if (canUse && container.gpus().isEmpty()) {
                file.warn(path.key("gpu_assignment"), "the features want a GPU, and there is none");
            } else if (!canUse && !container.gpus().isEmpty()) {
                file.warn(path.key("gpu_assignment"), "without the feature nvidia or vllm no GPU can be used");
            }
            if (container.modelServer() != null) {
                modelServer(container, container.modelServer(), path);
            }
        }
    }

    private void modelServer(Container container, ModelServer server, JsonPath path) {
        agree(path, "vllm_tensor_parallel_size", argument(server, "--tensor-parallel-size"));
        agree(path, "vllm_gpu_memory_utilization", argument(server, "--gpu-memory-utilization"));
        agree(path, "vllm_max_model_len", argument(server, "--max-model-len"));
        BigDecimal parallel = argument(server, "--tensor-parallel-size");
        int wanted = parallel == null ? 1 : parallel.intValue();
        if (wanted > container.gpus().size()) {
            file.error(
                    path.key("gpu_assignment"),
                    "vLLM is to run on " + wanted + " GPUs, and the container has "
                            + container.gpus().size());
        }
        BigDecimal share = argument(server, "--gpu-memory-utilization");
        if (share == null) {
            return;
        }
        for (int gpu : container.gpus().stream().distinct().limit(wanted).toList()) {
            BigDecimal sum = promised.merge(gpu, share, BigDecimal::add);
            if (sum.compareTo(BigDecimal.ONE) > 0) {
                file.warn(
                        path.key("gpu_assignment"),
                        "vLLM here and in other containers is promised "
                                + sum.movePointRight(2).stripTrailingZeros().toPlainString()
                                + " % of the memory of GPU " + gpu + "; lower --gpu-memory-utilization");
            }
        }
    }

    private void agree(JsonPath path, String key, @Nullable BigDecimal argument) {
        BigDecimal told = number(Section.of(file, path).number(key));
        if (told != null && argument != null && told.compareTo(argument) != 0) {
            file.warn(
                    path.key(key),
                    String.format(
                            Locale.ROOT,
                            "is %s, but vllm_args, which vLLM gets, says %s",
                            told.toPlainString(),
                            argument.toPlainString()));
        }
    }

    private static @Nullable BigDecimal argument(ModelServer server, String name) {
        List<String> arguments = server.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(name) && i + 1 < arguments.size()) {
                return number(arguments.get(i + 1));
            }
            if (arguments.get(i).startsWith(name + "=")) {
                return number(arguments.get(i).substring(name.length() + 1));
            }
        }
        return null;
    }

    /** Plain numbers only: whoever writes 1e9999 of GPUs gets no comparison. */
    private static @Nullable BigDecimal number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? new BigDecimal(text) : null;
    }
}
