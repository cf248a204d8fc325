package io.phoenix.gateway.provisioner.deploy;

import java.io.IOException;
import java.util.SortedSet;

/**
 * The gateway's processes in its container, each of which runs what is in {@code /etc/phoenix-gateway/NAME}. All
 * methods block.
 */
interface Instances {
    /** By systemd where that is the container's first process, else in the background. */
    static Instances of(Target target) throws IOException, InterruptedException {
        return target.holds("test", "-d", "/run/systemd/system")
                ? new SystemdInstances(target)
                : new BackgroundInstances(target);
    }

    /** Starts it; returns when the program runs, which says nothing of whether it is ready. */
    void start(String name) throws IOException, InterruptedException;

    /** Asks it to end, and returns when it has: what it has begun is finished first. */
    void stop(String name) throws IOException, InterruptedException;

    /** Whether it runs now. */
    boolean isRunning(String name) throws IOException, InterruptedException;

    /** The names of those that run. */
    SortedSet<String> running() throws IOException, InterruptedException;

    /** The last lines that it wrote. */
    String log(String name) throws IOException, InterruptedException;

    /** Whether the current deployment is started when the container is. */
    void serveAtBoot(boolean isWanted) throws IOException, InterruptedException;
}
