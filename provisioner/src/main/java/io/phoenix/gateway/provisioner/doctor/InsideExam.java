package io.phoenix.gateway.provisioner.doctor;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.gatewayconfig.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a service answers to the gateway's container, whose packets a firewall may judge otherwise than the host's.
 */
final class InsideExam {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** The code of {@code timeout}, by coreutils and by BusyBox, when it had to end the program. */
    private static final List<Integer> SILENCE = List.of(124, 143);

    /**
     * From here on a program does not exist, cannot be run, or was ended by a signal: it says nothing of the service.
     */
    private static final int NOT_RUN = 126;

    private final Service service;
    private final CommandRunner inside;
    private final String url;

    private InsideExam(Service service, CommandRunner inside) {
        this.service = service;
        this.inside = inside;
        this.url = (service.app().hasTls() ? "https://" : "http://")
                + service.address()
                + service.app().probe();
    }

    /** The result for {@code service}, asked for by whatever client the container has. */
    static Result run(Service service, CommandRunner inside) throws InterruptedException {
        InsideExam exam = new InsideExam(service, inside);
        try {
            return exam.run();
        } catch (IOException e) {
            return Result.skipped(exam.subject(), Hop.FROM_GATEWAY, String.valueOf(e.getMessage()));
        }
    }

    private Result run() throws IOException, InterruptedException {
        for (List<String> client : clients()) {
            Outcome outcome = inside.run(new Command(client, LIMIT));
            if (SILENCE.contains(outcome.exitCode())) {
                return failed("no answer within 5 s");
            }
            if (outcome.exitCode() < NOT_RUN) {
                return outcome.isOk()
                        ? Result.ok(subject(), Hop.FROM_GATEWAY, "GET " + url)
                        : failed(outcome.complaint());
            }
        }
        return Result.skipped(
                subject(), Hop.FROM_GATEWAY, "the gateway's container has no curl, wget or nc that works");
    }

    private List<List<String>> clients() {
        List<List<String>> clients = new ArrayList<>();
        clients.add(List.of("curl", "-sSfk", "-m", "5", "-o", "/dev/null", url));
        // Without its own -T, which the static BusyBox of Debian crashes at.
        clients.add(List.of("timeout", "5", "wget", "-q", "-O", "/dev/null", url));
        if (!service.app().hasTls()) {
            clients.add(byNetcat());
        }
        return clients;
    }

    /** Ends with 0 if the first line of the answer says 200, else with 1 and what it says. */
    private List<String> byNetcat() {
        String script = "command -v nc >/dev/null || exit 127; "
                + "line=$(printf 'GET %s HTTP/1.0\\r\\nHost: %s:%s\\r\\n\\r\\n' \"$0\" \"$1\" \"$2\""
                + " | timeout 5 nc \"$1\" \"$2\" 2>&1 | head -n 1 | tr -d '\\r'); "
                + "case $line in 'HTTP/1.'?' 200'*) ;; *) echo \"${line:-no answer within 5 s}\"; exit 1 ;; esac";
        return List.of("sh", "-c", script, service.app().probe(), service.host(), Integer.toString(service.port()));
    }

    private Result failed(String why) {
        return Result.failed(
                subject(),
                Hop.FROM_GATEWAY,
                "GET " + url + ": " + why,
                "if the host reaches it, let the gateway's address pass the firewall of "
                        + service.container().id());
    }

    private String subject() {
        return service.container().id() + " " + service.title();
    }
}
