package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.desired.Owner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The deployments in the container: numbered directories with a link to the release, the configuration and the
 * environment, which nobody changes afterwards. The link {@code current} decides which one serves; each knows the one
 * that it took over from.
 */
final class Deployments {
    static final String BASE = "/etc/phoenix-gateway";

    /** In the place of a deployment: what the first one took over from. */
    static final String NGINX = "nginx";

    private static final String NOTHING = "nothing";
    private static final String CURRENT = BASE + "/current";

    private final Target target;

    Deployments(Target target) {
        this.target = target;
    }

    static String directory(String name) {
        return BASE + "/" + name;
    }

    /** The name of the one that serves, or should; null before the first. */
    @Nullable
    String current() throws IOException, InterruptedException {
        return target.linkAt(CURRENT);
    }

    /** The name of the next one: never one that was there before, as far as that is still known. */
    String next() throws IOException, InterruptedException {
        SortedSet<Integer> numbers = numbers();
        return Integer.toString(numbers.isEmpty() ? 1 : numbers.last() + 1);
    }

    private SortedSet<Integer> numbers() throws IOException, InterruptedException {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (String name : target.attempt("ls", BASE).out().lines().toList()) {
            if (name.matches("[1-9][0-9]{0,8}")) {
                numbers.add(Integer.valueOf(name));
            }
        }
        return numbers;
    }

    /** Makes the directory {@code name}, without a trace of one that was there. */
    void prepare(String name, String release, String config, Environment environment)
            throws IOException, InterruptedException {
        String directory = directory(name);
        remove(name);
        target.run("mkdir", "-p", directory);
        target.run("chmod", "0755", BASE, directory);
        target.write(directory + "/gateway.yaml", config, new Owner(0, GatewayUser.ID), "0640");
        target.link(directory + "/release", Releases.directory(release));
        give(name, environment);
    }

    /** Gives it another environment, before it is started. */
    void give(String name, Environment environment) throws IOException, InterruptedException {
        target.write(directory(name) + "/env", environment.text(), Owner.CONTAINER_ROOT, "0644");
    }

    void remove(String name) throws IOException, InterruptedException {
        target.run("rm", "-rf", directory(name));
    }

    /** Its environment; null if there is no such deployment. */
    @Nullable
    Environment environment(String name) throws IOException, InterruptedException {
        String text = target.read(directory(name) + "/env");
        return text == null ? null : Environment.parse(text);
    }

    /** The version of the release that it runs; empty if there is no such deployment. */
    String release(String name) throws IOException, InterruptedException {
        String link = Objects.requireNonNullElse(target.linkAt(directory(name) + "/release"), "");
        return link.substring(link.lastIndexOf('/') + 1);
    }

    /** Its configuration; null if there is no such deployment. */
    @Nullable
    String config(String name) throws IOException, InterruptedException {
        return target.read(directory(name) + "/gateway.yaml");
    }

    /** From now on it is the one that serves. */
    void decide(String name) throws IOException, InterruptedException {
        target.link(CURRENT, name);
    }

    /** From now on there is none. */
    void decideNone() throws IOException, InterruptedException {
        target.run("rm", "-f", CURRENT);
    }

    /** Keeps what the deployment takes over from; null for nothing. */
    void setPrevious(String name, @Nullable String previous) throws IOException, InterruptedException {
        target.write(
                directory(name) + "/previous",
                Objects.requireNonNullElse(previous, NOTHING) + "\n",
                Owner.CONTAINER_ROOT,
                "0644");
    }

    /** What it took over from: another deployment that is still there, {@link #NGINX}, or null. */
    @Nullable
    String previous(String name) throws IOException, InterruptedException {
        String previous = target.read(directory(name) + "/previous");
        if (previous == null || previous.equals(NOTHING)) {
            return null;
        }
        return previous.equals(NGINX) || target.holds("test", "-d", directory(previous)) ? previous : null;
    }

    /**
     * Removes all but the current one and those that it goes back to, {@code keep} in all.
     *
     * @return those that stay
     */
    List<String> prune(int keep) throws IOException, InterruptedException {
        List<String> kept = new ArrayList<>();
        String name = current();
        while (name != null && !name.equals(NGINX) && kept.size() < keep && !kept.contains(name)) {
            kept.add(name);
            name = previous(name);
        }
        for (int number : numbers()) {
            if (!kept.contains(Integer.toString(number))) {
                remove(Integer.toString(number));
            }
        }
        return kept;
    }
}
