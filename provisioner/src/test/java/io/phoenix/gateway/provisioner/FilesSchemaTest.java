package io.phoenix.gateway.provisioner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.check.Checks;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.json.JsonValue;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonArray;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonObject;
import io.phoenix.gateway.provisioner.json.JsonValue.Member;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Keeps the two schemas of conf/ and what reads the files true to each other. */
final class FilesSchemaTest {
    private static final String HOST = "phoenix_hypervisor_config.schema.json";
    private static final String CONTAINERS = "phoenix_lxc_configs.schema.json";

    /** What the schemas describe for others, and nothing here reads. */
    private static final Set<String> FOR_OTHERS = Set.of(
            "$schema",
            "author",
            "behavior",
            "core_paths.docker_images_path",
            "core_paths.docker_token_file",
            "core_paths.hf_token_file",
            "core_paths.hypervisor_marker",
            "core_paths.hypervisor_marker_dir",
            "core_paths.lxc_config_schema_file",
            "docker",
            "network.external_registry_url",
            "network.interfaces.dns_nameservers",
            "network.nfs_server",
            "network.portainer_agent_port",
            "network.portainer_server_port",
            "nfs",
            "nvidia_driver",
            "nvidia_driver_version",
            "nvidia_repo_url",
            "nvidia_runfile_url",
            "proxmox_defaults.lxc",
            "samba.shares[0].name",
            "samba.shares[0].options",
            "samba.shares[0].valid_users",
            "samba.user",
            "timezone",
            "users",
            "version",
            "vm_defaults",
            "vms",
            "zfs.arc_max_gb",
            "zfs.datasets[0].proxmox_storage_type");

    /** What only checks look at. */
    private static final Set<String> FOR_CHECKS = Set.of(
            "lxc_configs.953.vllm_gpu_memory_utilization",
            "lxc_configs.953.vllm_max_model_len",
            "lxc_configs.953.vllm_tensor_parallel_size",
            "network.portainer_server_ip",
            "proxmox_defaults.zfs_lxc_pool",
            "proxmox_storage_ids.one",
            "samba.shares[0].path");

    /** One that makes another one moot, which is looked at without it too. */
    private static final String EITHER = "clone_from_ctid";

    private final SortedSet<String> asked = new TreeSet<>();
    private final SortedSet<String> there = new TreeSet<>();

    private static Document document(EveryKey file, String name, Findings findings) {
        return Objects.requireNonNull(JsonReader.read(name, file.text().getBytes(UTF_8), findings));
    }

    private static List<Object> records(String without, String otherOfHost, String otherOfContainers) {
        Findings findings = new Findings();
        Setup setup = Setup.read(
                document(EveryKey.of(HOST, without, otherOfHost), "host", findings),
                document(EveryKey.of(CONTAINERS, without, otherOfContainers), "containers", findings),
                null);
        assertThat(findings.sorted().stream().map(Finding::toString)).isEmpty();
        return List.of(Objects.requireNonNull(setup.host()), setup.volumes(), setup.containers());
    }

    /** Files with every key have no findings, so that the schemas allow what they describe; what do records tell? */
    private static SortedSet<String> told() {
        List<Object> usual = records("", "", "");
        List<Object> rest = records(EITHER, "", "");
        SortedSet<String> told = new TreeSet<>();
        for (String value : EveryKey.of(HOST, "", "").values()) {
            if (!records("", value, "").equals(usual)) {
                told.add(value);
            }
        }
        for (String value : EveryKey.of(CONTAINERS, "", "").values()) {
            if (!records("", "", value).equals(usual)
                    || (!value.endsWith(EITHER) && !records(EITHER, "", value).equals(rest))) {
                told.add(value);
            }
        }
        return told;
    }

    /** The same document, which notes what it is asked for. */
    private Document noting(Document document) {
        return new Document(document.file(), noting(JsonPath.ROOT, document.root()), document.findings());
    }

    private JsonValue noting(JsonPath path, JsonValue value) {
        if (value instanceof JsonObject object) {
            Map<String, Member> members = new Members(path);
            object.members()
                    .forEach((key, member) ->
                            members.put(key, new Member(member.place(), noting(path.key(key), member.value()))));
            return new JsonObject(object.place(), members);
        }
        if (value instanceof JsonArray array) {
            List<JsonValue> items = new ArrayList<>();
            array.items().forEach(item -> items.add(noting(path.index(items.size()), item)));
            return new JsonArray(array.place(), items);
        }
        return value;
    }

    private final class Members extends LinkedHashMap<String, Member> {
        private static final long serialVersionUID = 1;
        private final transient JsonPath path;

        Members(JsonPath path) {
            this.path = path;
        }

        @Override
        public Member put(String key, Member member) {
            there.add(path.key(key).toString());
            return super.put(key, member);
        }

        @Override
        public Member get(Object key) {
            asked.add(path.key((String) key).toString());
            return super.get(key);
        }
    }

    /** Reads both files, with all checks, and notes it. */
    private void readNoting() {
        Findings findings = new Findings();
        Setup setup = Setup.read(
                noting(document(EveryKey.of(HOST, "", ""), "host", findings)),
                noting(document(EveryKey.of(CONTAINERS, "", ""), "containers", findings)),
                null);
        Checks.run(setup);
    }

    private SortedSet<String> unasked() {
        SortedSet<String> unasked = new TreeSet<>(EveryKey.of(HOST, "", "").values());
        unasked.addAll(EveryKey.of(CONTAINERS, "", "").values());
        unasked.removeIf(value -> asked.contains(value.replaceAll("\\[0]$", "")));
        return unasked;
    }

    /** What is of another type is an error in its place, and nothing breaks on it. */
    @Test
    void everyValueOfAnotherTypeIsAnError() {
        for (String schema : List.of(HOST, CONTAINERS)) {
            EveryKey usual = EveryKey.of(schema, "", "");
            SortedSet<String> paths = new TreeSet<>(usual.values());
            paths.addAll(usual.sections());
            for (String path : paths) {
                for (String json : List.of("null", "true", "7", "\"a\\u0000\"", "[[]]", "{\"\":{}}")) {
                    Findings findings = new Findings();
                    Document changed = document(EveryKey.replaced(schema, path, json), schema, findings);
                    boolean isHost = schema.equals(HOST);
                    Document host = isHost ? changed : document(EveryKey.of(HOST, "", ""), "host", findings);
                    Document containers =
                            isHost ? document(EveryKey.of(CONTAINERS, "", ""), "containers", findings) : changed;
                    Setup setup = Setup.read(host, containers, null);
                    Checks.run(setup);
                    if (json.equals("null") || json.equals("[[]]")) {
                        assertThat(findings.hasErrorBelow(schema, path))
                                .as("%s: %s", path, json)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void everyKeyThatIsReadIsInTheSchema() {
        readNoting();
        asked.removeAll(there);
        assertThat(asked).isEmpty();
    }

    private static boolean isAtOrBelow(String path, String key) {
        return path.equals(key) || path.startsWith(key + ".") || path.startsWith(key + "[");
    }

    @Test
    void everyKeyOfTheSchemaIsReadOrForOthers() {
        readNoting();
        SortedSet<String> forOthers = new TreeSet<>(EveryKey.of(HOST, "", "").values());
        forOthers.addAll(EveryKey.of(CONTAINERS, "", "").values());
        forOthers.removeIf(value -> FOR_OTHERS.stream().noneMatch(key -> isAtOrBelow(value, key)));
        assertThat(unasked()).isEqualTo(forOthers);
        assertThat(FOR_OTHERS).allMatch(key -> forOthers.stream().anyMatch(value -> isAtOrBelow(value, key)));
    }

    /** A key of another type than its reader takes it for would change nothing. */
    @Test
    void everyKeyThatIsReadChangesARecordOrIsForChecks() {
        readNoting();
        SortedSet<String> untold = new TreeSet<>(EveryKey.of(HOST, "", "").values());
        untold.addAll(EveryKey.of(CONTAINERS, "", "").values());
        untold.removeAll(unasked());
        untold.removeAll(told());
        assertThat(untold).containsExactlyInAnyOrderElementsOf(FOR_CHECKS);
    }
}
