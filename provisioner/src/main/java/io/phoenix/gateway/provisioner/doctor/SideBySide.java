package io.phoenix.gateway.provisioner.doctor;

import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.gatewayconfig.Entrance;
import io.phoenix.gateway.provisioner.gatewayconfig.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What two servers at the gateway's address answer to the same requests: the one that is the door, and a candidate. */
public final class SideBySide {
    private SideBySide() {}

    /**
     * One request, and how each of them answered it: a status, or why there was none.
     *
     * @param request with the scheme and the path
     */
    public record Row(String request, String now, String candidate) {
        /** Whether a client would see no difference in the status. */
        public boolean isSame() {
            return now.equals(candidate);
        }
    }

    /** Asks both for the models and for every app that has a path; the candidate at another port. */
    public static List<Row> run(Door door, Entrance now, int candidatePort) {
        List<String> paths = new ArrayList<>(List.of("/", "/v1/models"));
        door.services().stream()
                .filter(service -> !service.app().path().isEmpty())
                .forEach(service -> paths.add(pathTo(service)));
        String scheme = now.hasTls() ? "https" : "http";
        return paths.stream()
                .map(path -> new Row(
                        "GET " + scheme + " " + path,
                        status(door, now, path),
                        status(door, now.at(candidatePort), path)))
                .toList();
    }

    /** The path through the gateway at which {@code service} tells that it is well. */
    static String pathTo(Service service) {
        return service.app().path().replaceAll("/$", "") + service.app().probe();
    }

    private static String status(Door door, Entrance entrance, String path) {
        try {
            return Integer.toString(Answer.through(door, entrance, path).status());
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
