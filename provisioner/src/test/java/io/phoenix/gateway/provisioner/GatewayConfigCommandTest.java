package io.phoenix.gateway.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The derived configuration, and where a gateway.yaml disagrees. That the gateway accepts it is tested beside the
 * gateway.
 */
final class GatewayConfigCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... further) {
        String[] arguments = new String[further.length + 3];
        arguments[0] = "gateway-config";
        arguments[1] = "--hypervisor";
        arguments[2] = ConfFolder.HYPERVISOR.toString();
        System.arraycopy(further, 0, arguments, 3, further.length);
        return Main.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void theOperatorsFilesGiveTheWholeConfiguration() {
        assertThat(run()).isZero();
        assertThat(out.toString()).isEqualTo(Example.resource("derived-gateway.yaml"));
    }

    @Test
    void whatIsWrittenAgreesWithTheFiles() {
        Path file = folder.resolve("gateway.yaml");
        assertThat(run("--out", file.toString())).isZero();
        assertThat(run("--compare", file.toString())).isZero();
        assertThat(out.toString()).contains("says what the files say");
    }

    @Test
    void theShippedConfigurationAgrees() {
        assertThat(run("--compare", ConfFolder.GATEWAY.toString())).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            address: 10.0.0.157:8081 | address: 10.0.0.157:8080 | apps.llamacpp.address: says 10.0.0.157:8080; the files say 10.0.0.157:8081 (llama.cpp in 957)
            address: 10.0.0.154:5678 | address: 10.0.0.164:5678 | apps.n8n.address: says 10.0.0.164:5678; the files say 10.0.0.154:5678 (n8n in 954)
            grpc-address: 10.0.0.152:6334 | grpc-address: 10.0.0.152:6335 | apps.qdrant.grpc-address: says 10.0.0.152:6335; the files say 10.0.0.152:6334 (Qdrant in 952)
            address: 10.0.0.150:8000 | address: 10.0.0.159:8000 | upstreams.vllm-chat.address: says 10.0.0.159:8000; the files have no service with that address
            served-as: ibm-granite/granite-embedding-english-r2 | served-as: granite-r2 | models.embedding.served-as: asks for granite-r2; the files say that vLLM in 951 answers to ibm-granite/granite-embedding-english-r2
            hosts: [10.0.0.153, | hosts: [10.0.0.155, | hosts: says nothing of 10.0.0.153; the files give the gateway that address (953)
            directory: /ssl | directory: /etc/ssl | tls.directory: says /etc/ssl; the files mount the volume at /ssl (953)
            """)
    void disagreements(String old, String changed, String message) throws IOException {
        String text = Files.readString(ConfFolder.GATEWAY);
        assertThat(text).contains(old);
        Path file = Files.writeString(folder.resolve("gateway.yaml"), text.replace(old, changed));
        assertThat(run("--compare", file.toString())).isEqualTo(2);
        assertThat(out.toString())
                .containsPattern("gateway\\.yaml:[0-9]+:[0-9]+: warning: ")
                .contains(message);
    }

    @Test
    void aServiceThatIsMissing() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "hosts: [10.0.0.153]\n");
        assertThat(run("--compare", file.toString(), "--json")).isEqualTo(2);
        assertThat(out.toString())
                .contains("says nothing of 10.0.0.152:6333; the files have Qdrant in 952 there: add apps.qdrant");
    }

    @Test
    void aliasesAndOtherContainers() {
        assertThat(run("--alias", "granite=granite-3.3-8b-instruct", "--domain", "lab"))
                .isZero();
        assertThat(out.toString()).contains("aliases: [ibm-granite/granite-3.3-8b-instruct, granite]", "ai.lab");
        assertThat(run("--alias", "granite=nothing")).isEqualTo(3);
        assertThat(err.toString()).contains("no container serves the model nothing");
        assertThat(run("--gateway-container", "960")).isEqualTo(3);
        assertThat(err.toString()).contains("no container has the id 960");
    }

    @Test
    void noYaml() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "hosts: [");
        assertThat(run("--compare", file.toString())).isEqualTo(3);
    }
}
