package io.phoenix.gateway.provisioner.reading;

import io.phoenix.gateway.provisioner.desired.Cidr;
import io.phoenix.gateway.provisioner.desired.Dataset;
import io.phoenix.gateway.provisioner.desired.HostFirewall;
import io.phoenix.gateway.provisioner.desired.HostSetup;
import io.phoenix.gateway.provisioner.desired.Ipv4;
import io.phoenix.gateway.provisioner.desired.Pool;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.Section;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the host's part of the hypervisor file. */
final class HostReader {
    private final Section root;

    private HostReader(Document document) {
        this.root = Section.of(document, JsonPath.ROOT);
    }

    /** The host; null if its network or its mount_point_base cannot be read. */
    static @Nullable HostSetup read(Document document) {
        return new HostReader(document).read();
    }

    private @Nullable HostSetup read() {
        Section network = root.section("network");
        Section bridge = network.section("interfaces");
        String mountBase = root.text("mount_point_base");
        if (!network.isSound() || mountBase == null) {
            return null;
        }
        String subnet = network.text("default_subnet");
        String containersFile = root.section("core_paths").text("lxc_config_file");
        return new HostSetup(
                bridge.text("name", ""),
                Cidr.of(bridge.text("address", "")),
                Ipv4.of(bridge.text("gateway", "")),
                subnet == null ? null : Cidr.of(subnet),
                mountBase,
                containersFile == null ? null : containersFile.substring(0, containersFile.lastIndexOf('/')),
                pools(),
                datasets(),
                firewall());
    }

    private List<Pool> pools() {
        return root.section("zfs").sections("pools").stream()
                .map(pool -> new Pool(pool.text("name", ""), pool.text("raid_level", ""), pool.texts("disks")))
                .toList();
    }

    private List<Dataset> datasets() {
        return root.section("zfs").sections("datasets").stream()
                .map(dataset -> new Dataset(
                        dataset.text("pool", ""),
                        dataset.text("name", ""),
                        properties(dataset.text("properties", "")),
                        words(dataset.text("proxmox_content_type", ""))))
                .toList();
    }

    private static Map<String, String> properties(String text) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String property : words(text)) {
            int equals = property.indexOf('=');
            properties.put(property.substring(0, equals), property.substring(equals + 1));
        }
        return properties;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The one at the root; the operator's file has it among the volumes, which the schema warns of. */
    private @Nullable HostFirewall firewall() {
        Section atRoot = root.section("firewall");
        Section firewall =
                atRoot.exists() ? atRoot : root.section("shared_volumes").section("firewall");
        return firewall.isSound()
                ? new HostFirewall(
                        firewall.flag("enabled"),
                        firewall.text("default_input_policy", "DROP"),
                        firewall.text("default_output_policy", "ACCEPT"))
                : null;
    }
}
