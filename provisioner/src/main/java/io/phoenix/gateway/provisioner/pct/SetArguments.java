package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.host.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as arguments of {@code pct}, with what the container has beside them. */
final class SetArguments {
    private SetArguments() {}

    /** @param now what the container's file says, by key; empty for one that does not exist */
    static List<String> of(Values values, Map<String, String> now) {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--hostname", values.hostname());
        add(arguments, "--cores", values.cores());
        add(arguments, "--memory", values.memoryMb());
        add(arguments, "--swap", values.swapMb());
        Network network = values.network();
        if (network != null) {
            String card = Reading.card(now);
            add(arguments, "--" + card, card(network, Options.of(now.get(card))));
        }
        if (!values.features().isEmpty()) {
            Options features = Options.of(now.get("features"));
            values.features().forEach(features::with);
            add(arguments, "--features", features);
        }
        if (values.startAtBoot() != null) {
            add(arguments, "--onboot", values.startAtBoot() ? 1 : 0);
        }
        Values.Startup startup = values.startup();
        if (startup != null) {
            Options options = Options.of("order=" + startup.order());
            String down = Options.of(now.get("startup")).get("down");
            if (startup.upSeconds() != null) {
                options.with("up", startup.upSeconds().toString());
            }
            add(arguments, "--startup", down == null ? options : options.with("down", down));
        }
        return arguments;
    }

    /** The MAC stays if none is asked for: another one would be another machine to the network. */
    private static Options card(Network network, Options now) {
        now.with("name", network.name())
                .with("bridge", network.bridge())
                .with("ip", network.address().toString())
                .with("gw", network.gateway().toString());
        return network.mac() == null ? now : now.with("hwaddr", network.mac());
    }

    private static void add(List<String> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.add(name);
            arguments.add(value.toString());
        }
    }
}
