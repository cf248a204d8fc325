package io.phoenix.gateway.provisioner.deploy;

import java.io.IOException;
import java.util.Collection;
import java.util.Objects;

/** The releases in the container, each in a directory that is there as a whole or not at all. */
final class Releases {
    private static final String BASE = "/opt/phoenix-gateway/releases";
    private static final String INCOMING = BASE + "/.incoming";

    private final Target target;

    Releases(Target target) {
        this.target = target;
    }

    static String directory(String version) {
        return BASE + "/" + version;
    }

    /** Whether the version is there with that content. */
    boolean has(ReleaseFile release) throws IOException, InterruptedException {
        return Objects.equals(target.read(directory(release.version()) + "/.sha256"), release.sha256());
    }

    /** Unpacks the release, and records what a start of it needs. */
    void install(ReleaseFile release) throws IOException, InterruptedException {
        String directory = directory(release.version());
        if (target.holds("test", "-e", directory)) {
            throw new DeployException(
                    DeployException.Cause.NOTHING_CHANGED,
                    "the container has a release " + release.version()
                            + " with another content; a version is for one content, build it under another one");
        }
        target.run("rm", "-rf", INCOMING);
        target.run("mkdir", "-p", INCOMING);
        String tar = INCOMING + "/release.tar.gz";
        target.push(release.file(), tar);
        target.run("tar", "-x", "-z", "-f", tar, "-C", INCOMING);
        String unpacked = INCOMING + "/phoenix-gateway-" + release.version();
        target.run("test", "-x", unpacked + "/bin/gateway");
        target.run("sh", "-c", "echo " + release.sha256() + " >" + unpacked + "/.sha256; sync");
        target.run("mv", "-T", unpacked, directory);
        target.run("rm", "-rf", INCOMING);
    }

    /** Lets it record what a start needs, which only root may write there; what is recorded already stays. */
    void record(String version) throws IOException, InterruptedException {
        target.run(directory(version) + "/bin/gateway", "--version");
    }

    /** Removes all but these. */
    void prune(Collection<String> kept) throws IOException, InterruptedException {
        for (String version : target.attempt("ls", BASE).out().lines().toList()) {
            if (!kept.contains(version)) {
                target.run("rm", "-rf", directory(version));
            }
        }
    }
}
