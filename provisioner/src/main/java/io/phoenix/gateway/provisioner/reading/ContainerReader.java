package io.phoenix.gateway.provisioner.reading;

import io.phoenix.gateway.provisioner.desired.Boot;
import io.phoenix.gateway.provisioner.desired.Cidr;
import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Firewall;
import io.phoenix.gateway.provisioner.desired.Firewall.Direction;
import io.phoenix.gateway.provisioner.desired.HealthCheck;
import io.phoenix.gateway.provisioner.desired.Ipv4;
import io.phoenix.gateway.provisioner.desired.ModelServer;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.desired.Port;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.desired.Source;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.Section;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the containers of their file, those that are in order. */
final class ContainerReader {
    private final int id;
    private final Section section;

    private ContainerReader(int id, Section section) {
        this.id = id;
        this.section = section;
    }

    static SortedMap<Integer, Container> read(Document document) {
        Section containers = Section.of(document, JsonPath.of("lxc_configs"));
        SortedMap<Integer, Container> read = new TreeMap<>();
        for (String key : containers.keys()) {
            Section container = containers.section(key);
            if (container.isSound()) {
                int id = Integer.parseInt(key);
                read.put(id, new ContainerReader(id, container).read());
            }
        }
        return read;
    }

    private Container read() {
        return new Container(
                id,
                section.text("name", ""),
                section.whole("cores", 1),
                section.whole("memory_mb", 0),
                section.whole("swap_mb"),
                new RootDisk(section.text("storage_pool", ""), section.whole("storage_size_gb", 0)),
                network(section.section("network_config")),
                source(),
                section.text("template_snapshot_name"),
                section.flag("unprivileged"),
                section.texts("features"),
                section.texts("pct_options"),
                rawLines(section.texts("lxc_options")),
                new Boot(section.flagIfTold("start_at_boot"), small("boot_order"), small("boot_delay")),
                gpus(section.text("gpu_assignment", "none")),
                section.text("portainer_role", "none"),
                section.texts("ports").stream().map(ContainerReader::port).toList(),
                modelServer(),
                healthCheck(section.section("health_check")),
                firewall(section.section("firewall")),
                section.text("application_script"));
    }

    private Network network(Section network) {
        String mac = section.text("mac_address");
        return new Network(
                network.text("name", ""),
                network.text("bridge", ""),
                Cidr.of(network.text("ip", "")),
                Ipv4.of(network.text("gw", "")),
                mac == null ? null : mac.toUpperCase(Locale.ROOT));
    }

    private @Nullable Source source() {
        String clone = section.text("clone_from_ctid");
        String template = section.text("template");
        if (clone != null) {
            return new Source.Clone(Integer.parseInt(clone));
        }
        return template == null ? null : new Source.Tarball(template);
    }

    /** A number that the schema keeps within an int. */
    private @Nullable Integer small(String key) {
        Long whole = section.whole(key);
        return whole == null ? null : Math.toIntExact(whole);
    }

    private static Map<String, String> rawLines(List<String> options) {
        Map<String, String> lines = new TreeMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            lines.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return lines;
    }

    private static List<Integer> gpus(String text) {
        return text.equals("none")
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
    }

    private static Port port(String text) {
        int colon = text.indexOf(':');
        return new Port(Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    private @Nullable ModelServer modelServer() {
        String model = section.text("vllm_model");
        Long port = section.whole("vllm_port");
        return model == null
                ? null
                : new ModelServer(
                        model,
                        section.text("vllm_served_model_name", model),
                        section.text("vllm_model_type"),
                        port == null ? null : port.intValue(),
                        section.texts("vllm_args"));
    }

    private static @Nullable HealthCheck healthCheck(Section check) {
        return check.exists()
                ? new HealthCheck(check.text("command", ""), check.whole("retries", 3), check.whole("interval", 5))
                : null;
    }

    private static @Nullable Firewall firewall(Section firewall) {
        return firewall.exists()
                ? new Firewall(
                        firewall.flag("enabled"),
                        firewall.sections("rules").stream()
                                .map(ContainerReader::rule)
                                .toList())
                : null;
    }

    private static Firewall.Rule rule(Section rule) {
        String port = rule.text("port");
        return new Firewall.Rule(
                rule.text("type", "").equals("in") ? Direction.IN : Direction.OUT,
                rule.text("action", ""),
                rule.text("source"),
                rule.text("dest"),
                rule.text("proto"),
                port == null ? null : Integer.valueOf(port));
    }
}
