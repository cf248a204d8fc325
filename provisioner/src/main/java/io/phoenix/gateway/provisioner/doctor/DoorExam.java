package io.phoenix.gateway.provisioner.doctor;

import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.gatewayconfig.Entrance;
import io.phoenix.gateway.provisioner.gatewayconfig.ServedModel;
import io.phoenix.gateway.provisioner.gatewayconfig.Service;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The way of a client: the gateway's names, its ports, its certificate, and every route through it. */
final class DoorExam {
    private final Door door;
    private final List<Entrance> entrances;
    private final CertificateExam certificates;
    private final List<Result> results = new ArrayList<>();

    private DoorExam(Door door, List<Entrance> entrances, CertificateExam certificates) {
        this.door = door;
        this.entrances = entrances;
        this.certificates = certificates;
    }

    static List<Result> run(Door door, List<Entrance> entrances, CertificateExam certificates) {
        DoorExam exam = new DoorExam(door, entrances, certificates);
        exam.run();
        return exam.results;
    }

    private void run() {
        door.names().forEach(this::name);
        if (entrances.isEmpty()) {
            results.add(Result.skipped(subject(), Hop.TCP, "its configuration has no listener for clients"));
        }
        List<Entrance> open = entrances.stream().filter(this::isOpen).toList();
        open.stream()
                .filter(Entrance::hasTls)
                .findFirst()
                .ifPresent(entrance -> door.services().stream()
                        .filter(service -> service.app().hasTls())
                        .forEach(service -> tls(entrance, door.hostOf(service))));
        open.stream()
                .filter(entrance -> !entrance.isRedirect())
                .min(Comparator.comparing(Entrance::hasTls))
                .ifPresent(this::routes);
    }

    private String subject() {
        return door.container().id() + " gateway";
    }

    private boolean isOpen(Entrance entrance) {
        attempt(subject(), unreached(), () -> {
            Wire.connect(door.address(), entrance.port()).close();
            return Result.ok(subject(), Hop.TCP, door.address() + ":" + entrance.port());
        });
        return !results.get(results.size() - 1).isFailed();
    }

    private void routes(Entrance entrance) {
        door.services().stream()
                .filter(service -> !service.app().path().isEmpty())
                .forEach(service -> route(entrance, service));
        models(entrance);
    }

    private void name(String name) {
        attempt("name " + name, "add to the DNS, or to /etc/hosts of clients: " + door.address() + " " + name, () -> {
            Set<String> addresses = Wire.resolve(name);
            if (!addresses.contains(door.address())) {
                throw new HopException(Hop.DNS, "leads to " + addresses + " instead of " + door.address());
            }
            return Result.ok("name " + name, Hop.DNS, door.address());
        });
    }

    private void tls(Entrance entrance, String name) {
        String subject = "https://" + name;
        attempt(
                subject,
                "put a pair " + name
                        + ".crt and .key for that name into the volume ssl_certs; the gateway takes it over",
                () -> {
                    try (Socket socket = Wire.connect(door.address(), entrance.port())) {
                        Wire.Secured secured = Wire.secure(socket, name);
                        String complaint = certificates.complaint(secured.chain(), name);
                        if (complaint != null) {
                            throw new HopException(Hop.TLS, complaint);
                        }
                        return Result.ok(subject, Hop.TLS, "until " + CertificateExam.end(secured.chain()));
                    }
                });
    }

    private void route(Entrance entrance, Service service) {
        String path = SideBySide.pathTo(service);
        String subject = "route " + service.app().path();
        attempt(subject, "see what the lines of " + service.container().id() + " say; then bin/gateway explain", () -> {
            Answer answer = get(entrance, path);
            if (answer.status() != 200) {
                throw new HopException(Hop.HTTP, "GET " + path + " is answered with " + answer.status());
            }
            return Result.ok(subject, Hop.HTTP, "GET " + path + ": 200");
        });
    }

    private void models(Entrance entrance) {
        if (door.models().isEmpty()) {
            return;
        }
        attempt("route /v1/models", "bin/provision gateway-config --compare GATEWAY.YAML", () -> {
            Answer answer = get(entrance, "/v1/models");
            List<String> listed = answer.status() == 200 ? ServiceExam.names(answer.body()) : null;
            if (listed == null) {
                throw new HopException(Hop.HTTP, "GET /v1/models gives no list, but " + answer.status());
            }
            List<String> missing = door.models().stream()
                    .map(ServedModel::name)
                    .filter(name -> !listed.contains(name))
                    .toList();
            if (!missing.isEmpty()) {
                throw new HopException(Hop.MODEL, "the gateway does not list " + missing);
            }
            return Result.ok("route /v1/models", Hop.MODEL, door.models().size() + " of the files");
        });
    }

    /** Of certificates {@link #tls} tells what is wrong; here only the answer counts. */
    private Answer get(Entrance entrance, String path) throws IOException {
        return Answer.through(door, entrance, path);
    }

    private void attempt(String subject, String remedy, Attempt attempt) {
        try {
            results.add(attempt.run());
        } catch (HopException e) {
            String deed = e.hop() == Hop.TCP ? unreached() : remedy;
            results.add(Result.failed(subject, e.hop(), String.valueOf(e.getMessage()), deed));
        } catch (IOException e) {
            results.add(Result.failed(subject, Hop.TCP, String.valueOf(e.getMessage()), remedy));
        }
    }

    private String unreached() {
        return "in " + door.container().id() + ": systemctl status 'phoenix-gateway@*'";
    }

    private interface Attempt {
        Result run() throws IOException;
    }
}
