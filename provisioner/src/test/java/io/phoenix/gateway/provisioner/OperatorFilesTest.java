package io.phoenix.gateway.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.desired.Access;
import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.HostFirewall;
import io.phoenix.gateway.provisioner.desired.Source;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The files in conf/ load, with exactly the findings of operator-findings.txt. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperatorFilesTest {
    private final Findings findings = new Findings();
    private Desired desired;

    @BeforeAll
    void load() {
        Setup setup = Example.read(
                ConfFolder.bytes("phoenix_hypervisor_config.json"),
                ConfFolder.bytes("phoenix_lxc_configs.json"),
                ConfFolder.bytes("gateway.yaml"),
                findings);
        desired = Objects.requireNonNull(setup.desired());
    }

    @Test
    void findings() {
        assertThat(findings.sorted().stream().map(Finding::toString))
                .containsExactlyElementsOf(
                        Example.resource("operator-findings.txt").lines().toList());
        assertThat(findings.count(Severity.ERROR)).isZero();
    }

    @Test
    void allVolumes() {
        assertThat(desired.volumes().keySet())
                .containsExactly(
                        "llamacpp_models",
                        "n8n_data",
                        "nginx_logs",
                        "nginx_sites",
                        "ollama_models",
                        "portainer_data",
                        "qdrant_data",
                        "ssl_certs",
                        "vllm_models");
        assertThat(desired.volumes().get("ssl_certs").mounts())
                .allMatch(mount ->
                        mount.access() == Access.READ_ONLY && mount.path().equals("/ssl"));
        assertThat(desired.volumes().get("nginx_logs").mounts()).allMatch(mount -> mount.access() == Access.READ_WRITE);
        assertThat(desired.volumes().get("n8n_data").requiredMount()).isEqualTo("/mnt/pve/quickOS/shared-prod-data");
    }

    @Test
    void allContainers() {
        assertThat(desired.containers().keySet()).containsExactly(910, 950, 951, 952, 953, 954, 955, 956, 957);
        Container door = desired.containers().get(953);
        assertThat(door.network().address()).hasToString("10.0.0.153/24");
        assertThat(door.source()).isEqualTo(new Source.Clone(900));
        assertThat(door.swapMb()).isEqualTo(512);
        assertThat(door.options()).containsExactly("nesting=1");
        assertThat(desired.mountsOf(953))
                .extracting(at -> at.mount().path())
                .containsExactly("/etc/nginx/sites-available", "/logs/nginx", "/ssl");
        assertThat(desired.containers().get(950).modelServer().servedName()).isEqualTo("granite-3.3-8b-instruct");
        assertThat(desired.containers().get(951).modelServer().servedName())
                .isEqualTo("ibm-granite/granite-embedding-english-r2");
    }

    @Test
    void theMisplacedFirewallIsTheHosts() {
        assertThat(desired.host().firewall()).isEqualTo(new HostFirewall(true, "DROP", "ACCEPT"));
    }
}
