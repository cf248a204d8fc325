package io.phoenix.gateway.provisioner.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instance is started with, as systemd and a shell read it.
 *
 * @param admin the address of its admin listener
 * @param listen addresses of listeners, as {@code LISTENER=HOST:PORT}, in the place of the configuration's
 * @param heapMb the most that its heap may have, in MiB
 */
record Environment(String admin, List<String> listen, long heapMb) {
    private static final Pattern LINE = Pattern.compile("(?m)^(ADMIN|LISTEN|JAVA_OPTS)=\"([^\"]*)\"$");

    Environment {
        listen = List.copyOf(listen);
    }

    /** What {@link #text} made, and nothing that a person did. */
    static Environment parse(String text) {
        String admin = "";
        List<String> listen = new ArrayList<>();
        long heap = 0;
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            String value = line.group(2);
            switch (line.group(1)) {
                case "ADMIN" -> admin = value;
                case "JAVA_OPTS" -> heap = Long.parseLong(value.replaceAll("[^0-9]", ""));
                default ->
                    List.of(value.split(" ")).stream()
                            .filter(option -> !option.isEmpty())
                            .forEach(option -> listen.add(option.substring("--listen=".length())));
            }
        }
        return new Environment(admin, listen, heap);
    }

    String text() {
        List<String> options =
                listen.stream().map(address -> "--listen=" + address).toList();
        return "# Made by bin/provision deploy; what you want to say yourself goes to " + Deployments.BASE
                + "/local.env.\n"
                + "ADMIN=\"" + admin + "\"\n"
                + "LISTEN=\"" + String.join(" ", options) + "\"\n"
                + "JAVA_OPTS=\"-Xmx" + heapMb + "m\"\n";
    }
}
