package io.phoenix.gateway.provisioner.lxc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.lab.LabHost;
import io.phoenix.gateway.provisioner.lab.LabProvisioner;
import io.phoenix.gateway.provisioner.lab.LabProvisioner.Result;
import io.phoenix.gateway.provisioner.lab.LabStorage;
import io.phoenix.gateway.provisioner.lab.Template;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The program on a plain host, with the gateway's container and two backends of the operator's files: real containers
 * at the operator's addresses, and his paths.
 */
@Tag("host")
class PlainHostIT {
    private static final String DATA = "quickOS/shared-prod-data";

    private LabHost lab;
    private LabProvisioner provision;
    private Path data;

    @BeforeEach
    void start() throws Exception {
        lab = LabHost.start();
        data = lab.work().resolve("pve").resolve(DATA);
        Path template = Template.make(lab.work().resolve("template.tar.gz"));
        Path files = Files.createDirectory(lab.work().resolve("files"));
        copy("phoenix_hypervisor_config.json", files, "", "");
        copy("phoenix_lxc_configs.json", files, "TEMPLATE", template.toString());
        provision = new LabProvisioner(lab, files.resolve("phoenix_hypervisor_config.json"));
    }

    @AfterEach
    void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private static void copy(String name, Path to, String placeholder, String value) throws IOException {
        try (InputStream in = PlainHostIT.class.getResourceAsStream(name)) {
            String text = new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
            Files.writeString(to.resolve(name), placeholder.isEmpty() ? text : text.replace(placeholder, value));
        }
    }

    private void mountData() throws Exception {
        Files.createDirectories(data);
        lab.run("mount", "-t", "tmpfs", "-o", "mode=755", "prod", data.toString());
    }

    private void expect(int code, String command, String... options) throws Exception {
        Result result = provision.run(command, options);
        assertThat(result.code()).as(result.text()).isEqualTo(code);
    }

    private String run(int code, String command, String... options) throws Exception {
        Result result = provision.run(command, options);
        assertThat(result.code()).as(result.text()).isEqualTo(code);
        return result.text();
    }

    @Test
    void fromABareHostToContainersThatSeeTheirVolumesAndBackAgain() throws Exception {
        // Nothing is written to the root disk where the pool should be.
        assertThat(run(2, "plan")).contains("nothing is mounted at /mnt/pve/" + DATA);
        mountData();
        expect(0, "apply");
        assertThat(run(0, "apply")).endsWith("Nothing to do.\n");
        assertThat(run(0, "show", "--backend", "lxc"))
                .containsPattern("953 +running +- +Nginx-VscodeRag +10\\.0\\.0\\.153/24 +4 +4096 MiB ")
                .containsPattern("ssl_certs +present +- .* 0:990 \\(host 100000:100990\\) ");

        for (int id : new int[] {950, 951, 953}) {
            assertThat(lab.inside(id, "ip", "addr", "show", "eth0").out()).contains("10.0.0." + (id - 800) + "/24");
        }
        theDoctorTellsWhatAils();
        driftIsFoundAndMended();
        volumesAreSeenByThoseWhoMay();
        destroyKeepsVolumes();
    }

    private void volumesAreSeenByThoseWhoMay() throws Exception {
        Path key = data.resolve("ssl/door.key");
        assertThat(lab.run("stat", "-c", "%g %a", key.toString())).isEqualTo("100990 640");
        assertThat(lab.insideAs(990, 953, "cat", "/ssl/door.key").isOk()).isTrue();
        assertThat(lab.insideAs(991, 953, "cat", "/ssl/door.key").isOk()).isFalse();
        assertThat(lab.inside(953, "touch", "/ssl/new").err()).contains("Read-only file system");
        assertThat(lab.insideAs(990, 953, "touch", "/logs/nginx/access.log").isOk())
                .isTrue();
        assertThat(lab.run(
                        "stat",
                        "-c",
                        "%u:%g",
                        data.resolve("logs/nginx/access.log").toString()))
                .isEqualTo("100990:100990");
        assertThat(lab.inside(953, "sh", "-c", "ulimit -n").out()).isEqualTo("16384");
    }

    private void theDoctorTellsWhatAils() throws Exception {
        lab.inside(950, "sh", "-c", "mkdir /www; : >/www/healthz; httpd -p 6333 -h /www");
        Path closed = Files.writeString(data.resolve("ssl/closed.key"), "a key");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
        lab.run("lxc-stop", "-k", "-n", "951");

        Result result = provision.look("doctor", "--backend", "lxc");
        Files.delete(closed);
        assertThat(result.code()).as(result.text()).isEqualTo(2);
        assertThat(result.text())
                .containsPattern("ok +953 Nginx-VscodeRag +running ")
                .containsPattern("ok +953 Nginx-VscodeRag +address +10\\.0\\.0\\.153")
                .containsPattern("ok +953 Nginx-VscodeRag +volume +nginx_logs at /logs/nginx")
                .containsPattern("! +953 Nginx-VscodeRag +volume +ssl_certs at /ssl cannot be read: "
                        + "/ssl/closed.key: not for the user gateway")
                .containsPattern("ok +950 Qdrant +http +GET /healthz: 200")
                .containsPattern("ok +950 Qdrant +from-gateway +GET http://10\\.0\\.0\\.150:6333/healthz")
                .containsPattern("! +951 [^ ]+ +running +is stopped")
                .contains("volume: bin/provision apply --fix-keys --only ssl_certs");
        expect(2, "check");
        Result started = provision.onTerminal("apply");
        assertThat(started.code()).as(started.text()).isZero();
        assertThat(started.text()).contains("\r\u001b[K[1/1] ~ CT 951: state running");
    }

    private void driftIsFoundAndMended() throws Exception {
        Path config = lab.containers().resolve("953/config");
        String text = Files.readString(config);
        Files.writeString(
                config,
                text.replaceAll("(?m)^lxc.mount.entry = .*/ssl .*\n", "").replace("= 4096M", "= 1024M")
                        + "# a line of somebody else\n");
        Files.setPosixFilePermissions(data.resolve("logs/nginx"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Path key = Files.writeString(data.resolve("ssl/door.key"), "-----BEGIN PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        lab.run("lxc-stop", "-k", "-n", "950");

        assertThat(run(2, "check"))
                .contains("CT 953: mount /ssl")
                .contains("CT 953: memory")
                .contains("volume nginx_logs: mode")
                .contains("CT 950: state is stopped")
                .contains("is open to every user of the host");
        expect(2, "apply", "--fix-keys");
        expect(0, "apply", "--allow-restart");
        assertThat(Files.readString(config)).contains("# a line of somebody else\n");
    }

    private void destroyKeepsVolumes() throws Exception {
        Files.writeString(data.resolve("vllm_models/weights"), "many numbers");
        String before = hashes();
        assertThat(before).contains("weights", "door.key", "access.log");
        for (String id : new String[] {"950", "953"}) {
            expect(0, "destroy", id, "--confirm", id, "--stop");
            assertThat(lab.containers().resolve(id)).doesNotExist();
        }
        assertThat(hashes()).isEqualTo(before);
    }

    private String hashes() throws Exception {
        return lab.run("find", data.toString(), "-type", "f", "-exec", "sha256sum", "{}", "+");
    }

    @Test
    void withoutRoomForTheJournalNothingIsDone() throws Exception {
        mountData();
        Path full = LabStorage.small(lab, "state");
        Result result = provision.look("apply", "--state", full.toString());
        assertThat(result.code()).as(result.text()).isEqualTo(1);
        assertThat(result.text())
                .contains("the journal " + full + "/journal.jsonl cannot be written: No space left on device")
                .contains("stopped there, after no change");
        assertThat(data).isEmptyDirectory();

        lab.run("mount", "-o", "remount,ro", full.toString());
        result = provision.look("apply", "--state", full.toString());
        assertThat(result.code()).as(result.text()).isEqualTo(1);
        assertThat(result.text())
                .contains("the directory " + full + " cannot be written (Read-only file system); name another with");
    }

    @Test
    void aKillAnywhereIsMendedByTheNextApply() throws Exception {
        mountData();
        int kills = 0;
        boolean isDone = false;
        while (!isDone) {
            long before = provision.stepsDone();
            Process apply = provision.start("apply", "--only", "900,953");
            while (apply.isAlive() && provision.stepsDone() == before) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
            // The one that it runs, and not the nsenter before it.
            apply.toHandle().children().forEach(ProcessHandle::destroyForcibly);
            isDone = apply.waitFor() == 0;
            kills += isDone ? 0 : 1;
            assertThat(kills)
                    .as("kills; %s steps are done", provision.stepsDone())
                    .isLessThan(40);
        }
        assertThat(kills).isGreaterThan(3);
        assertThat(run(0, "plan", "--only", "900,953")).isEqualTo("Nothing to do.\n");
        assertThat(lab.inside(953, "test", "-d", "/ssl").isOk()).isTrue();
        try (var left = Files.list(lab.containers())) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("900", "953");
        }
    }
}
