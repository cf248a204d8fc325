package io.phoenix.gateway.provisioner.doctor;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.gatewayconfig.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Whether a service answers to the gateway's container, whose packets a firewall may judge otherwise than the host's.
 */
final class InsideExam {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    /**
     * From here on a program does not exist, cannot be run, or was ended by a signal: it says nothing of the service.
     */
    private static final int NOT_RUN = 126;

    private static final List<List<String>> CLIENTS = List.of(
            List.of("curl", "-sSfk", "-m", "5", "-o", "/dev/null"),
            List.of("wget", "-q", "-T", "5", "-O", "/dev/null"));

    private InsideExam() {}

    /** The result for {@code service}, asked for by whatever client the container has. */
    static Result run(Service service, CommandRunner inside) throws InterruptedException {
        String subject = service.container().id() + " " + service.title();
        String url = (service.app().hasTls() ? "https://" : "http://")
                + service.address()
                + service.app().probe();
        try {
            for (List<String> client : CLIENTS) {
                Outcome outcome = inside.run(new Command(client, LIMIT).and(List.of(url)));
                if (outcome.isOk()) {
                    return Result.ok(subject, Hop.FROM_GATEWAY, "GET " + url);
                }
                if (outcome.exitCode() < NOT_RUN) {
                    return Result.failed(
                            subject,
                            Hop.FROM_GATEWAY,
                            "GET " + url + ": " + outcome.complaint(),
                            "if the host reaches it, let the gateway's address pass the firewall of "
                                    + service.container().id());
                }
            }
            return Result.skipped(
                    subject, Hop.FROM_GATEWAY, "the gateway's container has neither a curl nor a wget that works");
        } catch (IOException e) {
            return Result.skipped(subject, Hop.FROM_GATEWAY, String.valueOf(e.getMessage()));
        }
    }
}
