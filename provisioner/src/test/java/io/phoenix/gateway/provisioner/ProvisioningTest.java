package io.phoenix.gateway.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.ModelVolumes;
import io.phoenix.gateway.provisioner.apply.StateDirectory;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.pct.ScriptedPct;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that touch a host, from the command line down to a program that answers as {@code pct} does. */
final class ProvisioningTest {
    private static final List<String> READING = List.of("list", "status");

    @TempDir
    private static Path converged;

    @TempDir
    private Path folder;

    private final ModelVolumes volumes = new ModelVolumes();
    private ScriptedPct pct;
    private String out = "";
    private String err = "";

    @BeforeEach
    void install() throws IOException {
        pct = new ScriptedPct(folder.resolve("pve"));
        volumes.mount("/mnt/pve/tank/data");
        Example example = Example.SOUND
                .with(
                        "containers",
                        "\"features\": [\"vllm\"], \"gpu_assignment\": \"0,1\",",
                        "\"pct_options\": [\"keyctl=1\"],")
                .with(
                        "containers",
                        "\"vllm_model\": \"/srv/beta/granite\",",
                        "\"lxc_options\": [\"lxc.prlimit.nofile=65536\"],")
                .with("containers", "\"vllm_args\": [\"--download-dir\", \"/srv/alpha\"],", "");
        write(example);
    }

    private void write(Example example) throws IOException {
        Files.writeString(folder.resolve("host.json"), example.host());
        Files.writeString(folder.resolve("phoenix_lxc_configs.json"), example.containers());
    }

    private int run(String command, String... more) {
        List<String> line = new ArrayList<>(List.of(
                command,
                "--hypervisor",
                folder.resolve("host.json").toString(),
                "--state",
                folder.resolve("state").toString()));
        line.addAll(List.of(more));
        StringWriter written = new StringWriter();
        StringWriter complained = new StringWriter();
        Hosts hosts = backend -> new Host(pct.containers(), volumes.forAll());
        int code =
                Main.execute(hosts, new PrintWriter(written), new PrintWriter(complained), line.toArray(String[]::new));
        out = written.toString();
        err = complained.toString();
        return code;
    }

    /** As after an apply, which is done once and then copied: it asks {@code pct} a hundred times. */
    private void converge() throws IOException {
        if (Files.exists(converged.resolve("pve"))) {
            copy(converged, folder);
            for (String name : List.of("alpha", "beta")) {
                volumes.create(new VolumeChange.Create(
                        "/mnt/pve/tank/data/" + name, VolumeKind.DIRECTORY, null, 100_000, 100_000, "0750", null));
            }
        } else {
            assertThat(run("apply")).as(err).isZero();
            for (String name : List.of("pve", "state")) {
                copy(folder.resolve(name), converged.resolve(name));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void change(int id, String old, String replacement) throws IOException {
        assertThat(pct.conf(id)).contains(old);
        pct.conf(id, pct.conf(id).replace(old, replacement));
    }

    private List<String> changing() throws IOException {
        return pct.calls().stream()
                .filter(call -> !READING.contains(call.split(" ", -1)[0]))
                .toList();
    }

    @Test
    void fromNothingToConvergedAndThenNothingMore() throws IOException {
        assertThat(run("plan")).isEqualTo(2);
        assertThat(out)
                .contains("+ volume alpha: directory /mnt/pve/tank/data/alpha, owner 100000:100000, mode 0750\n")
                .contains("+ CT 100: container from debian-12.tar.zst\n")
                .contains("+ CT 100: snapshot clean\n")
                .contains("+ CT 101: container clone of 100 at clean\n")
                .contains("+ CT 101: mount /srv/alpha from /mnt/pve/tank/data/alpha (rw)\n")
                .contains("~ CT 101: state stopped -> running\n");
        assertThat(changing()).isEmpty();

        assertThat(run("apply")).as(err).isZero();
        assertThat(out).contains("[1/").endsWith("Nothing to do.\n");
        assertThat(pct.conf(102))
                .contains("mp0: /mnt/pve/tank/data/alpha,mp=/srv/alpha\n", "lxc.prlimit.nofile: 65536\n")
                .contains("features: keyctl=1\n", "size=64G");
        assertThat(changing()).filteredOn(call -> call.startsWith("start")).containsExactly("start 101", "start 102");

        int before = changing().size();
        assertThat(run("plan")).isZero();
        assertThat(out).isEqualTo("Nothing to do.\n");
        assertThat(run("apply")).isZero();
        assertThat(run("check")).isZero();
        assertThat(out).isEqualTo("No drift.\n");
        assertThat(changing()).hasSize(before);
    }

    @Test
    void driftIsFoundAndMended() throws IOException {
        converge();
        change(101, "memory: 1024", "memory: 2048");
        change(102, "mp0: /mnt/pve/tank/data/alpha,mp=/srv/alpha\n", "");
        Files.delete(folder.resolve("pve/run/102"));
        assertThat(run("check")).isEqualTo(2);
        assertThat(out)
                .contains("~ CT 101: memory is 2048 MiB, and is to be 1024 MiB\n")
                .contains("+ CT 102: mount /srv/alpha from /mnt/pve/tank/data/alpha (rw) is missing\n")
                .contains("~ CT 102: state is stopped, and is to be running\n");
        assertThat(run("apply")).isZero();
        assertThat(run("check")).isZero();
    }

    @Test
    void whatTheHostHasIsShownBesideWhatIsAskedFor() throws IOException {
        assertThat(run("show")).isZero();
        assertThat(out).containsPattern("102 +absent +- +vllm +10\\.0\\.0\\.102/24");
        converge();
        int before = changing().size();
        assertThat(run("show")).isZero();
        assertThat(out)
                .containsPattern("101 +running +- +door +10\\.0\\.0\\.101/24 +2 +1024 MiB +8 GiB ")
                .containsPattern("alpha +present +- +/mnt/pve/tank/data/alpha .*0:0 \\(host 100000:100000\\)");

        change(101, "memory: 1024", "memory: 2048");
        change(102, "mp0: /mnt/pve/tank/data/alpha,mp=/srv/alpha\n", "");
        change(102, "features: keyctl=1\n", "");
        change(100, "tags: phoenix\n", "");
        pct.conf(300, pct.conf(101).replace("hostname: door", "hostname: old"));
        assertThat(run("show")).isZero();
        assertThat(out)
                .containsPattern("100 +stopped +foreign +base ")
                .containsPattern("101 +running +memory +door .* 1024 MiB \\(is 2048 MiB\\) ")
                .containsPattern("102 +running +feature, mount +vllm .*/srv/alpha \\(rw\\) \\(missing\\), /srv/beta")
                .containsPattern("300 +stopped +undeclared +old ");
        assertThat(run("check")).isEqualTo(2);
        assertThat(out).contains("CT 102: feature keyctl").doesNotContain("CT 102: state");

        assertThat(run("show", "--json", "--only", "101,alpha")).isZero();
        assertThat(JsonReader.read("out", out.getBytes(StandardCharsets.UTF_8), new Findings()))
                .isNotNull();
        assertThat(out)
                .contains("\"backend\" : \"pct\"", "\"id\" : 101", "\"differs\" : [ \"memory\" ]")
                .contains("\"memory_mb\" : 1024", "\"memory_mb\" : 2048", "\"host_uid\" : 100000")
                .doesNotContain("\"id\" : 102");
        assertThat(changing()).hasSize(before);
    }

    @Test
    void aKeptPlanIsCarriedOutOnlyOnTheHostThatItWasMadeFor() throws IOException {
        String file = folder.resolve("plan.json").toString();
        converge();
        change(101, "memory: 1024", "memory: 2048");
        assertThat(run("plan", "--out", file)).isEqualTo(2);
        change(101, "cores: 2", "cores: 1");
        int before = changing().size();
        assertThat(run("apply", file)).isEqualTo(1);
        assertThat(err).contains("CT 101 changed since " + file + " was made");
        assertThat(changing()).hasSize(before);

        run("plan", "--out", file);
        assertThat(run("apply", file)).as(err).isZero();
        assertThat(pct.conf(101)).contains("memory: 1024", "cores: 2");
        assertThat(run("apply", folder.resolve("host.json").toString())).isEqualTo(1);
        assertThat(err).contains("is no plan");
    }

    @Test
    void aRunningContainerIsStoppedOnlyIfThatIsAllowed() throws IOException {
        converge();
        change(102, "features: keyctl=1\n", "");
        assertThat(run("plan")).isEqualTo(2);
        assertThat(out).contains("! CT 102: feature keyctl from 0 to 1 [waits for --allow-restart]\n");
        assertThat(run("apply")).isEqualTo(2);
        assertThat(changing()).noneMatch(call -> call.startsWith("shutdown"));
        assertThat(run("apply", "--allow-restart")).isZero();
        assertThat(changing()).filteredOn(call -> call.startsWith("shutdown")).hasSize(1);
        assertThat(pct.conf(102)).contains("features: keyctl=1").doesNotContain("pve:pending");
    }

    @Test
    void aFailureOnTheWayLeavesWhatWasDoneAndGoesOnLater() throws IOException {
        pct.fault("set-fails-with-0");
        assertThat(run("apply")).isEqualTo(5);
        assertThat(err).contains("something went wrong").contains("apply again goes on from what there is");
        pct.fault("create-fails");
        assertThat(run("apply")).as(err).isZero();
        assertThat(Files.readString(folder.resolve("state/journal.jsonl")))
                .contains("\"event\":\"intent\"", "\"event\":\"done\"", "\"event\":\"failed\"");
    }

    @Test
    void whateverPctReturnsWhatCountsIsWhatIsThere() throws IOException {
        pct.fault("set-writes-and-fails");
        pct.fault("die-in-set");
        pct.fault("flock");
        assertThat(run("apply")).as(err).isZero();
        assertThat(run("plan")).isZero();
    }

    @Test
    void somebodyElseAtWork() throws IOException {
        converge();
        change(101, "memory: 1024", "lock: backup\nmemory: 2048");
        assertThat(run("apply")).isEqualTo(4);
        assertThat(out).contains("! CT 101: is locked by the host (backup), and needs 1 change");
        try (StateDirectory other = StateDirectory.open(folder.resolve("state"))) {
            assertThat(run("apply")).isEqualTo(4);
            assertThat(err).contains("another provisioner is at work");
            assertThat(other.journal().history().cutOff()).isEmpty();
        }
    }

    @Test
    void aStrangersContainerIsTouchedOnlyAfterAdopt() throws IOException {
        pct.conf(101, "arch: amd64\nhostname: mine\nrootfs: tank-lxc:subvol-101-disk-0,size=8G\nunprivileged: 1\n");
        String before = pct.conf(101);
        assertThat(run("apply")).isEqualTo(2);
        assertThat(out).contains("! CT 101: exists and is not ours");
        assertThat(pct.conf(101)).isEqualTo(before);
        assertThat(run("adopt", "999")).isEqualTo(1);
        assertThat(run("adopt", "101")).isZero();
        assertThat(pct.conf(101)).isEqualTo(before.replace("unprivileged", "tags: phoenix\nunprivileged"));
        assertThat(run("apply")).as(out).isZero();
        assertThat(pct.conf(101)).contains("hostname: door\n");
    }

    @Test
    void destroyNamesWhatGoesAndNeedsTheIdTwice() throws IOException {
        converge();
        assertThat(run("destroy", "102")).isEqualTo(1);
        assertThat(err).contains("CT 102 runs; stop it, or say --stop");
        assertThat(run("destroy", "102", "--stop")).isEqualTo(2);
        assertThat(out)
                .contains("Goes: CT 102 (vllm) with its root disk of 64 GiB on tank-lxc\n")
                .contains("Stays: /mnt/pve/tank/data/alpha\n");
        assertThat(run("destroy", "102", "--stop", "--confirm", "101")).isEqualTo(1);
        change(102, "unprivileged", "protection: 1\nunprivileged");
        assertThat(run("destroy", "102", "--stop", "--confirm", "102")).isEqualTo(1);
        assertThat(err).contains("is protected");
        change(102, "protection: 1\n", "mp7: tank:subvol-102-disk-1,mp=/x,size=8G\n");
        assertThat(run("destroy", "102", "--stop", "--confirm", "102")).isEqualTo(1);
        assertThat(err).contains("--storage-volume").contains("tank:subvol-102-disk-1");
        assertThat(run("destroy", "102", "--stop", "--confirm", "102", "--storage-volume", "tank:subvol-102-disk-1"))
                .as(err)
                .isZero();
        assertThat(run("plan")).isEqualTo(2);
        assertThat(out).contains("+ CT 102: container clone of 100").doesNotContain("+ volume");
    }

    @Test
    void onlyWhatIsNamed() {
        assertThat(run("plan", "--only", "beta")).isEqualTo(2);
        assertThat(out).contains("volume beta").doesNotContain("alpha").doesNotContain("CT ");
        assertThat(run("plan", "--only", "101")).isEqualTo(2);
        assertThat(out)
                .contains(
                        "volume alpha",
                        "! CT 101: cannot be made: the container 100, ",
                        "; name it in --only too [blocked]")
                .doesNotContain("CT 102");
        assertThat(run("plan", "--only", "gamma")).isEqualTo(64);
        assertThat(err).contains("neither a container nor a volume gamma");
    }

    @Test
    void aVolumeWhoseMountIsMissingStopsItsContainers() throws IOException {
        write(Example.SOUND
                .with("host", "/mnt/pve/tank/data/beta", "/mnt/pve/tank/gone/beta")
                .with("containers", "\"features\": [\"vllm\"], \"gpu_assignment\": \"0,1\",", "")
                .with(
                        "containers",
                        "\"vllm_model\": \"/srv/beta/granite\", \"vllm_args\": [\"--download-dir\", \"/srv/alpha\"],",
                        ""));
        assertThat(run("apply")).isEqualTo(2);
        assertThat(out)
                .contains(
                        "! volume beta: nothing is mounted at /mnt/pve/tank/gone, so /mnt/pve/tank/gone/beta would lie"
                                + " on the file system of /;")
                .contains("! CT 102: waits for the volume beta, and is not started without it");
        assertThat(changing()).contains("start 101").doesNotContain("start 102");
    }

    @Test
    void mountsThatWeAddedAndAreNotDeclaredAnyMoreGoOnlyWithPrune() throws IOException {
        converge();
        change(101, "mp0:", "mp5: /srv/foreign,mp=/foreign\nmp0:");
        String containers = "\"mounts\": { \"101\": \"/srv/alpha\", \"102\": \"/srv/alpha\" }";
        String host = Files.readString(folder.resolve("host.json"));
        assertThat(host).contains(containers);
        Files.writeString(
                folder.resolve("host.json"), host.replace(containers, "\"mounts\": { \"102\": \"/srv/alpha\" }"));
        assertThat(run("plan")).isEqualTo(2);
        assertThat(out)
                .contains("! CT 101: the mount /srv/alpha of /mnt/pve/tank/data/alpha was added by us")
                .doesNotContain("foreign");
        assertThat(run("apply", "--prune", "--allow-restart")).as(out + err).isZero();
        assertThat(pct.conf(101)).doesNotContain("/srv/alpha").contains("/srv/foreign");
        assertThat(run("plan")).isZero();
    }

    @Test
    void plansAndResultsAsJson() throws IOException {
        assertThat(run("plan", "--json")).isEqualTo(2);
        assertThat(JsonReader.read("out", out.getBytes(StandardCharsets.UTF_8), new Findings()))
                .isNotNull();
        assertThat(out)
                .contains("\"version\" : 1", "\"converged\" : false", "\"sign\" : \"+\"", "\"kind\" : \"Clone\"")
                .contains("\"impact\" : \"not running\"", "\"CT 101\" : \"");
        converge();
        change(101, "memory: 1024", "memory: 2048");
        assertThat(run("apply", "--json")).isZero();
        assertThat(JsonReader.read("out", out.getBytes(StandardCharsets.UTF_8), new Findings()))
                .isNotNull();
        assertThat(out).contains("\"changed\" : 1,", "\"converged\" : true");
        assertThat(err).contains("[1/");
    }
}
