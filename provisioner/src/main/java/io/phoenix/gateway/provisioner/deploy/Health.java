package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.command.Outcome;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a running gateway says of itself, by its {@code health} command.
 *
 * @param isReady whether it takes requests
 * @param endpoints each upstream's endpoints, such as {@code qdrant 10.0.0.152:6333}, and how they are
 */
record Health(boolean isReady, SortedMap<String, State> endpoints) {
    private static final Pattern ROW =
            Pattern.compile("(?m)^(\\S+) +(\\S+) +\\d+ +\\d+ +(up|down|unknown|not probed)\\b(?: +(\\S+) +(\\S.*))?");

    /** How an endpoint is; {@code why} is empty if there is nothing to say. */
    record State(String word, String why) {
        boolean isUp() {
            return word.equals("up");
        }
    }

    static Health of(Outcome outcome) {
        SortedMap<String, State> endpoints = new TreeMap<>();
        Matcher row = ROW.matcher(outcome.out());
        while (row.find()) {
            String why = row.group(5);
            endpoints.put(row.group(1) + " " + row.group(2), new State(row.group(3), why == null ? "" : why.strip()));
        }
        return new Health(outcome.isOk(), endpoints);
    }

    /** Whether it has asked every endpoint that it asks at all. */
    boolean isSure() {
        return endpoints.values().stream().noneMatch(state -> state.word().equals("unknown"));
    }

    /**
     * Upstreams of which {@code before} reaches an endpoint, and this one, which has them too, none; with the reason.
     */
    List<String> worseThan(Health before) {
        return endpoints.entrySet().stream()
                .filter(entry -> entry.getValue().word().equals("down"))
                .filter(entry -> !reaches(upstream(entry.getKey())) && before.reaches(upstream(entry.getKey())))
                .map(entry -> entry.getKey() + " (" + entry.getValue().why() + ")")
                .toList();
    }

    private boolean reaches(String upstream) {
        return endpoints.entrySet().stream()
                .anyMatch(entry -> upstream(entry.getKey()).equals(upstream)
                        && entry.getValue().isUp());
    }

    private static String upstream(String endpoint) {
        return endpoint.substring(0, endpoint.indexOf(' '));
    }

    /** Endpoints that are down, with the reason. */
    List<String> down() {
        return endpoints.entrySet().stream()
                .filter(entry -> entry.getValue().word().equals("down"))
                .map(entry -> entry.getKey() + ": " + entry.getValue().why())
                .toList();
    }
}
