package io.phoenix.gateway.provisioner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.lab.LabHost;
import io.phoenix.gateway.provisioner.lab.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A release deployed into a Debian container with systemd, in which NGINX is the door so far. Run by
 * {@code verify/provision/systemd}, which names the release and the container's template; what the program says is
 * printed.
 */
@Tag("release")
class SystemdIT {
    /** A door as in many houses: everything to one backend. */
    private static final String NGINX = """
            events {}
            http {
              server {
                listen 80;
                listen 443 ssl;
                ssl_certificate /ssl/door.crt;
                ssl_certificate_key /ssl/door.key;
                location / { proxy_pass http://10.0.0.150:8000; }
              }
            }
            """;

    private DeployLab lab;

    @BeforeEach
    void start() throws Exception {
        lab = DeployLab.start("verify/provision/systemd", Needs.named("template", "verify/provision/systemd"));
        LabHost.await(this::isUp, "NGINX does not come up");
        // As the root of the container, NGINX reads what that owns; the gateway reads by its group.
        lab.host().run("chown", "100000", "/mnt/pve/quickOS/shared-prod-data/ssl/door.key");
        Path conf = Files.writeString(lab.file("nginx.conf"), NGINX);
        lab.put(conf, "/etc/nginx/nginx.conf");
        assertThat(lab.inside("sh", "-c", "nginx -t 2>&1 && systemctl restart nginx 2>&1 && echo well"))
                .endsWith("well");
    }

    @AfterEach
    void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private boolean isUp() {
        try {
            return lab.inside("systemctl", "is-active", "nginx").equals("active");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String run(int code, String command, String... options) throws Exception {
        String text = lab.provision(code, command, options);
        System.out.println("$ bin/provision " + command + " "
                + String.join(" ", options).replace(lab.file("").toString() + "/", "") + "\n" + text + "(exit " + code
                + ")\n");
        return text;
    }

    private String deploy(int code, Path config, String... options) throws Exception {
        String[] all = new String[options.length + 2];
        all[0] = "--gateway-config";
        all[1] = config.toString();
        System.arraycopy(options, 0, all, 2, options.length);
        return run(code, "deploy", all);
    }

    private void isServedBy(String server, String model) throws Exception {
        assertThat(lab.ask("https", "/v1/embeddings", model)).contains("\"served_by\":\"" + server + '"');
    }

    private String current() throws Exception {
        return lab.inside("readlink", "/etc/phoenix-gateway/current");
    }

    private String mainProcess() throws Exception {
        return lab.inside("systemctl", "show", "-p", "MainPID", "--value", "phoenix-gateway@" + current());
    }

    @Test
    void itTakesOverFromNginxAndFromItselfAndComesBackAfterACrash() throws Exception {
        Path first = lab.config("gateway.yaml", "granite:", "granite:");
        String release = lab.release().toString();
        isServedBy("950", "embed");
        assertThat(deploy(1, first, release)).contains("--beside-nginx PORT tries");
        assertThat(deploy(2, first, release, "--beside-nginx", "8080"))
                .containsPattern("ok +GET http /qdrant/healthz +200 +200")
                .containsPattern("! +GET https / +200 +404")
                .contains("NGINX serves as before");
        isServedBy("950", "embed");
        assertThat(deploy(0, first, release, "--replace-nginx")).contains("Back to NGINX: bin/provision rollback");
        isServedBy("951", "embed");
        assertThat(lab.inside("systemctl", "is-active", "nginx")).isEqualTo("inactive");
        assertThat(run(0, "rollback")).contains("NGINX serves.");
        isServedBy("950", "embed");
        deploy(0, first, release, "--replace-nginx");
        isServedBy("951", "embed");

        theUnitIsConfined();
        underLoad();
        theNextOneIsBroken();
        aCrashIsMended();
        theContainerStartsAgain();
        assertThat(run(0, "rollback")).contains("Deployment 2 (").contains("Back to NGINX");
        isServedBy("951", "embed");
    }

    private void theUnitIsConfined() throws Exception {
        String security = lab.inside(
                "sh", "-c", "systemd-analyze security --no-pager phoenix-gateway@" + current() + " | tail -n 1");
        System.out.println(
                "$ systemd-analyze security phoenix-gateway@" + current() + " | tail -n 1\n" + security + '\n');
        assertThat(security).contains("Overall exposure level").contains("OK");
        assertThat(lab.inside("sh", "-c", "grep -h '^Cap[EB]\\|^NoNew' /proc/" + mainProcess() + "/status"))
                .contains("CapEff:\t0000000000000400")
                .contains("CapBnd:\t0000000000000400")
                .contains("NoNewPrivs:\t1");
    }

    private void underLoad() throws Exception {
        Path next = lab.config("next.yaml", "kind: chat", "kind: chat, aliases: [other]");
        DeployLab.Load load = lab.load();
        assertThat(deploy(0, next, "--replace-nginx")).contains("Back to deployment ");
        run(0, "rollback");
        deploy(0, next);
        String told = load.end();
        System.out.println("under load: " + told);
        assertThat(told).containsPattern("^good [1-9][0-9]+ bad 0\n$");
        assertThat(lab.ask("http", "/v1/chat/completions", "other")).contains("\"served_by\":\"950\"");
    }

    private void theNextOneIsBroken() throws Exception {
        String before = current();
        assertThat(deploy(3, lab.config("beside.yaml", "kind: chat", "kind: chat"), "--beside-nginx", "8080"))
                .contains("deployment " + before + " serves, and no NGINX");
        deploy(3, lab.config("invalid.yaml", "kind: chat", "kind: chatter"));
        deploy(1, lab.config("lost.yaml", "10.0.0.151:8000", "10.0.0.151:8001"), "--health-timeout", "15");
        assertThat(current()).isEqualTo(before);
        isServedBy("951", "embed");
    }

    private void aCrashIsMended() throws Exception {
        String before = mainProcess();
        lab.inside("kill", "-KILL", before);
        LabHost.await(() -> isServing(before), "the gateway is not started again after a crash");
    }

    private void theContainerStartsAgain() throws Exception {
        lab.host().run("lxc-stop", "-n", "953");
        lab.provision(0, "apply");
        LabHost.await(() -> isServing("0"), "the gateway is not started with the container");
    }

    /** Whether the gateway answers, as another process than {@code before}. */
    private boolean isServing(String before) {
        try {
            return !mainProcess().equals(before)
                    && lab.ask("https", "/v1/embeddings", "embed").contains("951");
        } catch (IOException refused) {
            return false;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
