package io.phoenix.gateway.provisioner.deploy;

import java.io.IOException;

/** The user that the gateway runs as in its container: without a shell, with a home that nobody needs. */
final class GatewayUser {
    /** The number of the user and of its group, for which the volumes' owners are set. */
    static final int ID = 990;

    private static final String NAME = "gateway";

    private static final String MAKE = """
            set -eu
            if command -v useradd >/dev/null; then
                grep -q '^gateway:' /etc/group || groupadd -g 990 gateway
                useradd -u 990 -g 990 -M -d /var/lib/phoenix-gateway -s /usr/sbin/nologin gateway
            else
                grep -q '^gateway:' /etc/group || addgroup -g 990 gateway
                adduser -D -H -u 990 -G gateway -h /var/lib/phoenix-gateway -s /bin/false gateway
            fi
            """;

    private GatewayUser() {}

    /** Makes it if it is not there. */
    static void make(Target target) throws IOException, InterruptedException {
        if (!target.holds("id", "-u", NAME)) {
            target.run("sh", "-c", MAKE);
        }
        String ids = target.run("id", "-u", NAME) + ":" + target.run("id", "-g", NAME);
        if (!ids.equals(ID + ":" + ID)) {
            throw new DeployException(
                    DeployException.Cause.NOTHING_CHANGED,
                    "the container has a user gateway with the ids " + ids + ", and the volumes are for " + ID + ":"
                            + ID + "; give it those, or remove it");
        }
    }

    /** {@code command}, for its shell. */
    static String[] as(String command) {
        return new String[] {"su", "-s", "/bin/sh", NAME, "-c", command};
    }
}
