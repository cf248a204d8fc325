package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.desired.Owner;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Processes in a container that has no systemd, such as one with BusyBox: started in the background by
 * {@code start-stop-daemon}, with a file that has the process's number. Nobody starts them again, neither after a crash
 * nor with the container, unless its own first process runs {@code /etc/phoenix-gateway/start}.
 */
final class BackgroundInstances implements Instances {
    private static final String RUN = "/run/phoenix-gateway/";
    private static final String STARTER = Deployments.BASE + "/start";

    /**
     * Starts the instance that its argument names, or the current one. Without systemd nobody gives the right to 80.
     */
    private static final String SCRIPT = """
            #!/bin/sh
            # Starts the current deployment of Phoenix Gateway, or the one that is named.
            set -eu
            name=${1:-$(readlink /etc/phoenix-gateway/current)}
            directory=/etc/phoenix-gateway/$name
            mkdir -p /run/phoenix-gateway
            echo 80 >/proc/sys/net/ipv4/ip_unprivileged_port_start
            : >/run/phoenix-gateway/$name.out
            chown gateway:gateway /run/phoenix-gateway/$name.out
            exec start-stop-daemon -S -b -m -p /run/phoenix-gateway/$name.pid -c gateway:gateway -x /bin/sh -- -c '
                set -a
                . "$0/env"
                [ ! -f /etc/phoenix-gateway/local.env ] || . /etc/phoenix-gateway/local.env
                exec "$0/release/bin/gateway" run --config "$0/gateway.yaml" --admin "$ADMIN" $LISTEN >>"$1" 2>&1
            ' "$directory" "/run/phoenix-gateway/$name.out"
            """;

    /** Longer than any gateway drains, unless it is told to. */
    private static final long PATIENCE_SECONDS = 90;

    private final Target target;

    BackgroundInstances(Target target) {
        this.target = target;
    }

    @Override
    public void start(String name) throws IOException, InterruptedException {
        target.write(STARTER, SCRIPT, Owner.CONTAINER_ROOT, "0755");
        target.run(STARTER, name);
    }

    @Override
    public void stop(String name) throws IOException, InterruptedException {
        target.attempt("sh", "-c", "kill -TERM \"$(cat " + RUN + name + ".pid)\"");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (isRunning(name)) {
            if (System.nanoTime() > end) {
                throw new DeployException(
                        DeployException.Cause.NOTHING_CHANGED,
                        "the instance " + name + " has not ended within " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(100);
        }
        target.run("rm", "-f", RUN + name + ".pid");
    }

    @Override
    public boolean isRunning(String name) throws IOException, InterruptedException {
        // The number may be another process's by now; of one that nobody waits for, the command line is empty.
        return target.holds(
                "sh",
                "-c",
                "tr '\\0' ' ' <\"/proc/$(cat " + RUN + name + ".pid)/cmdline\" | grep -q -F '"
                        + Deployments.directory(name) + "/'");
    }

    @Override
    public SortedSet<String> running() throws IOException, InterruptedException {
        SortedSet<String> names = new TreeSet<>();
        String files = target.attempt("ls", RUN).out();
        for (String file : files.lines().filter(line -> line.endsWith(".pid")).toList()) {
            String name = file.substring(0, file.length() - ".pid".length());
            if (isRunning(name)) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public String log(String name) throws IOException, InterruptedException {
        return target.attempt("tail", "-n", "12", RUN + name + ".out").out();
    }

    @Override
    public void serveAtBoot(boolean isWanted) {
        // The container's first process is not ours to change.
    }
}
