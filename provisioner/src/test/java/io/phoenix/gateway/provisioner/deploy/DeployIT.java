package io.phoenix.gateway.provisioner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A release of {@code bin/release}, deployed into a container that has nothing but BusyBox and a C library. Run by
 * {@code verify/provision/deploy}, which names the release.
 */
@Tag("release")
class DeployIT {
    private DeployLab lab;

    @BeforeEach
    void start() throws Exception {
        lab = DeployLab.start("verify/provision/deploy", null);
    }

    @AfterEach
    void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private String deploy(int code, Path config) throws Exception {
        return lab.provision(code, "deploy", "--gateway-config", config.toString());
    }

    private String deploy(int code, Path config, Path release) throws Exception {
        return lab.provision(code, "deploy", "--gateway-config", config.toString(), release.toString());
    }

    private String chat(String model) throws Exception {
        return lab.ask("http", "/v1/chat/completions", model);
    }

    private String current() throws Exception {
        return lab.inside("readlink", "/etc/phoenix-gateway/current");
    }

    /** Those of which a process runs. */
    private String running() throws Exception {
        return lab.inside(
                "sh",
                "-c",
                "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done"
                        + " | sed -n 's:.* run --config /etc/phoenix-gateway/\\([0-9a-z]*\\)/.*:\\1:p' | sort");
    }

    @Test
    void aReleaseComesIntoServiceGoesBackAndIsNeverInTheWay() throws Exception {
        Path first = lab.config("first.yaml", "granite:", "granite:");
        brokenReleasesAreRefused(first);
        theFirstOneServes(first);
        whatIsNotWellLeavesEverythingAsItWas();
        anotherOneTakesOverAndGoesBackWithoutALoss();
        aKillAnywhereIsMendedByTheNextRun();
    }

    private void brokenReleasesAreRefused(Path config) throws Exception {
        Path broken = lab.file(lab.release().getFileName().toString());
        Files.writeString(broken, "half of it");
        Files.copy(Path.of(lab.release() + ".sha256"), Path.of(broken + ".sha256"));
        assertThat(deploy(3, config, broken)).contains("is not what was built: its SHA-256 is ");
        Path unshared = lab.config("unshared.yaml", ":80\", reuse-port: true", ":80\"");
        assertThat(deploy(3, unshared, lab.release()))
                .contains("unshared.yaml:3:5: error: listeners.http: needs reuse-port: true");
        assertThat(lab.inside("ls", "/etc")).doesNotContain("phoenix");
    }

    private void theFirstOneServes(Path config) throws Exception {
        String[] dry = {
            "--dry-run", "--gateway-config", config.toString(), lab.release().toString()
        };
        assertThat(lab.provision(2, "deploy", dry)).contains("would serve");
        assertThat(deploy(0, config, lab.release())).contains("Deployment 1 (").doesNotContain("does not reach");
        assertThat(chat("granite")).contains("\"served_by\":\"950\"");
        assertThat(lab.ask("https", "/v1/embeddings", "embed")).contains("\"served_by\":\"951\"");
        assertThat(lab.host().run("sh", "-c", "stat -c %u:%g /mnt/pve/quickOS/shared-prod-data/logs/nginx/access.log"))
                .isEqualTo("100990:100990");
        assertThat(lab.inside("sh", "-c", "grep -h ^Uid /proc/$(cat /run/phoenix-gateway/1.pid)/status"))
                .contains("990\t990");
        assertThat(lab.host()
                        .insideAs(991, 953, "cat", "/etc/phoenix-gateway/1/gateway.yaml")
                        .isOk())
                .isFalse();
        assertThat(deploy(0, config, lab.release())).contains("Deployment 1 (").contains("nothing to do");
    }

    private void whatIsNotWellLeavesEverythingAsItWas() throws Exception {
        Path invalid = lab.config("invalid.yaml", "kind: chat", "kind: chatter");
        assertThat(deploy(3, invalid)).contains("gateway.yaml:").contains("chatter");
        Path lost = lab.config("lost.yaml", "10.0.0.151:8000", "10.0.0.151:8001");
        assertThat(lab.provision(1, "deploy", "--health-timeout", "15", "--gateway-config", lost.toString()))
                .contains("it does not reach, unlike the one that serves, embedding 10.0.0.151:8001");
        lab.inside("start-stop-daemon", "-S", "-b", "-x", "/bin/nc", "--", "-ll", "-p", "81", "-e", "/bin/true");
        Path taken = lab.config("taken.yaml", "\"0.0.0.0:443\"", "\"0.0.0.0:81\"");
        assertThat(deploy(1, taken)).contains("81");
        assertThat(current()).isEqualTo("1");
        assertThat(running()).isEqualTo("1");
        assertThat(chat("granite")).contains("\"served_by\":\"950\"");
    }

    private void anotherOneTakesOverAndGoesBackWithoutALoss() throws Exception {
        Path next = lab.config("next.yaml", "kind: chat", "kind: chat, aliases: [other]");
        Path newer = newer();
        DeployLab.Load load = lab.load();
        assertThat(deploy(0, next, newer)).contains("Deployment 2 (next) serves. Back to deployment 1");
        assertThat(chat("other")).contains("\"served_by\":\"950\"");
        assertThat(lab.provision(0, "rollback")).contains("Deployment 1 (");
        assertThat(chat("other")).contains("other").doesNotContain("served_by");
        String told = load.end();
        System.out.println("deploy and rollback under load: " + told.strip());
        assertThat(told).containsPattern("^good [1-9][0-9]+ bad 0\n$");
        assertThat(lab.provision(1, "rollback")).contains("there is nothing to go back to");
    }

    /** The same release under another version. */
    private Path newer() throws Exception {
        Path newer = lab.file("phoenix-gateway-next.tar.gz");
        lab.host().run("sh", "-c", """
                set -eu
                work=$(mktemp -d)
                tar -xzf "$1" -C "$work"
                mv "$work"/phoenix-gateway-* "$work/phoenix-gateway-next"
                tar -c -C "$work" phoenix-gateway-next | gzip -1 >"$2"
                rm -rf "$work"
                sha256sum "$2" >"$2.sha256"
                """, "sh", lab.release().toString(), newer.toString());
        return newer;
    }

    private void aKillAnywhereIsMendedByTheNextRun() throws Exception {
        Path third = lab.config("third.yaml", "kind: chat", "kind: chat, aliases: [third]");
        for (String step : new String[] {"records", "is checked", "is tried", "starts beside", "finishes"}) {
            lab.killAt(step, third);
            assertThat(chat("granite"))
                    .as("after a kill at the step '%s'", step)
                    .contains("\"served_by\":\"950\"");
        }
        deploy(0, third);
        assertThat(lab.ask("https", "/v1/chat/completions", "third")).contains("\"served_by\":\"950\"");
        assertThat(running()).isEqualTo(current());
        assertThat(lab.provision(0, "rollback")).contains("Deployment 1 (");
        assertThat(running()).isEqualTo("1");
    }
}
