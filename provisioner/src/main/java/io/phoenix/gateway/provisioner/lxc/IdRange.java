package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.command.Command;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host's ids that an unprivileged container has for its own.
 *
 * @param first that of the container's root
 */
record IdRange(long first, long count) {
    private static final String KEY = "lxc.idmap";
    private static final Pattern GIVEN = Pattern.compile("\\d+: root (\\d{1,9}) (\\d{1,9})");

    /**
     * The one that root may give away.
     *
     * @throws IOException if root may give none, or not the same ones to users and groups, and says how it may
     */
    static IdRange ofRoot(LxcPrograms programs) throws IOException, InterruptedException {
        IdRange users = ofRoot(programs, Command.of("getsubids", "root"));
        IdRange groups = ofRoot(programs, Command.of("getsubids", "-g", "root"));
        if (users == null || !users.equals(groups)) {
            throw new IOException("root has no ids to give to unprivileged containers, or not the same for users and"
                    + " groups: both /etc/subuid and /etc/subgid need one line root:100000:65536");
        }
        return users;
    }

    private static @Nullable IdRange ofRoot(LxcPrograms programs, Command question)
            throws IOException, InterruptedException {
        Matcher first = GIVEN.matcher(programs.host(question).out());
        return first.find() ? new IdRange(Long.parseLong(first.group(1)), Long.parseLong(first.group(2))) : null;
    }

    /** The first one of a container's file, from its root on; null if the container is privileged. */
    static @Nullable IdRange in(ConfigText text) {
        for (String value : text.values(KEY)) {
            String[] fields = value.split("\\s+", -1);
            if (value.matches("u\\s+0\\s+\\d{1,9}\\s+\\d{1,9}")) {
                return new IdRange(Long.parseLong(fields[2]), Long.parseLong(fields[3]));
            }
        }
        return null;
    }

    ConfigText set(ConfigText text) {
        return text.withAll(KEY, List.of("u 0 " + first + " " + count, "g 0 " + first + " " + count));
    }

    /** The arguments of {@code lxc-usernsexec} for it. */
    List<String> arguments() {
        return List.of("-m", "u:0:" + first + ":" + count, "-m", "g:0:" + first + ":" + count);
    }
}
