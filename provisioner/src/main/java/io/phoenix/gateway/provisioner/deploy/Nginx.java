package io.phoenix.gateway.provisioner.deploy;

import java.io.IOException;

/** The NGINX that was the door before, as a service of systemd in the same container. */
final class Nginx {
    private static final String UNIT = "nginx";

    private final Target target;

    Nginx(Target target) {
        this.target = target;
    }

    boolean isRunning() throws IOException, InterruptedException {
        return target.holds("systemctl", "is-active", "--quiet", UNIT);
    }

    void stop() throws IOException, InterruptedException {
        target.run("systemctl", "stop", UNIT);
    }

    void start() throws IOException, InterruptedException {
        target.run("systemctl", "start", UNIT);
    }

    void serveAtBoot(boolean isWanted) throws IOException, InterruptedException {
        target.run("systemctl", isWanted ? "enable" : "disable", "--quiet", UNIT);
    }
}
