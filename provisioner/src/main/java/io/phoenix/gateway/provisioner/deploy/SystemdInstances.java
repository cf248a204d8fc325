package io.phoenix.gateway.provisioner.deploy;

import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Instances of {@code phoenix-gateway@.service}, which comes with each release. */
final class SystemdInstances implements Instances {
    private static final String BOOT = "phoenix-gateway.service";
    private static final Pattern UNIT = Pattern.compile("phoenix-gateway@([^ ]+)\\.service");

    private final Target target;

    SystemdInstances(Target target) {
        this.target = target;
    }

    private static String unit(String name) {
        return "phoenix-gateway@" + name + ".service";
    }

    @Override
    public void start(String name) throws IOException, InterruptedException {
        String conf = Deployments.directory(name) + "/release/conf/";
        target.run("cp", conf + unit(""), conf + BOOT, "/etc/systemd/system/");
        target.run("systemctl", "daemon-reload");
        // Of an attempt before this one.
        target.attempt("systemctl", "reset-failed", unit(name));
        target.run("systemctl", "start", unit(name));
    }

    @Override
    public void stop(String name) throws IOException, InterruptedException {
        target.run("systemctl", "stop", unit(name));
        target.attempt("systemctl", "reset-failed", unit(name));
    }

    @Override
    public boolean isRunning(String name) throws IOException, InterruptedException {
        return target.holds("systemctl", "is-active", "--quiet", unit(name));
    }

    @Override
    public SortedSet<String> running() throws IOException, InterruptedException {
        String units = target.run(
                "systemctl",
                "list-units",
                "--plain",
                "--no-legend",
                "--state=active,activating,reloading,deactivating",
                unit("*"));
        SortedSet<String> names = new TreeSet<>();
        Matcher unit = UNIT.matcher(units);
        while (unit.find()) {
            names.add(unit.group(1));
        }
        return names;
    }

    @Override
    public String log(String name) throws IOException, InterruptedException {
        // Of this start alone; systemd's own lines have the field without the underscore.
        String start = target.run("systemctl", "show", "-p", "InvocationID", "--value", unit(name));
        return target.attempt(
                        "journalctl",
                        "_SYSTEMD_INVOCATION_ID=" + start,
                        "+",
                        "INVOCATION_ID=" + start,
                        "-n",
                        "12",
                        "-o",
                        "cat",
                        "--no-pager")
                .out();
    }

    @Override
    public void serveAtBoot(boolean isWanted) throws IOException, InterruptedException {
        target.run("systemctl", isWanted ? "enable" : "disable", "--quiet", BOOT);
    }
}
