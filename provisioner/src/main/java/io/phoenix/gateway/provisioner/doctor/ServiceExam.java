package io.phoenix.gateway.provisioner.doctor;

import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.gatewayconfig.App;
import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.gatewayconfig.Service;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonArray;
import io.phoenix.gateway.provisioner.json.Section;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way from this host to a service itself, not through the gateway: TCP, TLS, HTTP, and the model that it serves.
 */
final class ServiceExam {
    private final Service service;
    private final Door door;
    private final CertificateExam certificates;
    private final String subject;
    private final List<Result> results = new ArrayList<>();

    private ServiceExam(Service service, Door door, CertificateExam certificates) {
        this.service = service;
        this.door = door;
        this.certificates = certificates;
        this.subject = service.container().id() + " " + service.title();
    }

    /** The results hop by hop; what comes after a hop that fails cannot be looked at, and is left out. */
    static List<Result> run(Service service, Door door, CertificateExam certificates) {
        ServiceExam exam = new ServiceExam(service, door, certificates);
        try {
            exam.run();
        } catch (HopException e) {
            exam.results.add(
                    Result.failed(exam.subject, e.hop(), String.valueOf(e.getMessage()), exam.remedy(e.hop())));
        } catch (IOException e) {
            exam.results.add(
                    Result.failed(exam.subject, Hop.HTTP, String.valueOf(e.getMessage()), exam.remedy(Hop.HTTP)));
        }
        return exam.results;
    }

    private void run() throws IOException {
        Answer health = get(service.app().probe(), true);
        if (health.status() != 200) {
            throw new HopException(Hop.HTTP, "GET " + service.app().probe() + " is answered with " + health.status());
        }
        ok(Hop.HTTP, "GET " + service.app().probe() + ": 200");
        if (service.app() == App.VLLM) {
            model(get("/v1/models", false));
        }
    }

    private Answer get(String path, boolean isFirst) throws IOException {
        try (Socket socket = Wire.connect(service.host(), service.port())) {
            if (isFirst) {
                ok(Hop.TCP, service.address());
            }
            if (!service.app().hasTls()) {
                return Answer.get(socket, service.address(), path);
            }
            String name = door.hostOf(service);
            Wire.Secured secured = Wire.secure(socket, name);
            String complaint = certificates.complaint(secured.chain(), name);
            if (complaint != null) {
                throw new HopException(Hop.TLS, complaint);
            }
            ok(Hop.TLS, name + ", until " + CertificateExam.end(secured.chain()));
            return Answer.get(secured.socket(), name, path);
        }
    }

    private void model(Answer answer) throws HopException {
        String wanted =
                Objects.requireNonNull(service.container().modelServer()).servedName();
        List<String> served = answer.status() == 200 ? names(answer.body()) : null;
        if (served == null) {
            throw new HopException(Hop.MODEL, "GET /v1/models gives no list of models, but " + answer.status());
        }
        if (!served.contains(wanted)) {
            throw new HopException(Hop.MODEL, "the files say " + wanted + ", it serves " + served);
        }
        ok(Hop.MODEL, wanted);
    }

    /** The ids of a list of models in OpenAI's form; null if it is none. */
    static @Nullable List<String> names(String json) {
        Document document = JsonReader.read("/v1/models", json.getBytes(StandardCharsets.UTF_8), new Findings());
        if (document == null || !(document.at(JsonPath.of("data")) instanceof JsonArray)) {
            return null;
        }
        return Section.of(document, JsonPath.ROOT).sections("data").stream()
                .map(model -> model.text("id", ""))
                .toList();
    }

    private void ok(Hop hop, String detail) {
        results.add(Result.ok(subject, hop, detail));
    }

    private String remedy(Hop hop) {
        int id = service.container().id();
        return switch (hop) {
            case TLS ->
                "renew its certificate for " + door.hostOf(service) + " and put a copy where the gateway trusts it";
            case MODEL ->
                "set vllm_served_model_name of " + id + " to what it serves, or start vLLM with --served-model-name "
                        + Objects.requireNonNull(service.container().modelServer())
                                .servedName();
            default -> "in the container: " + restart();
        };
    }

    private String restart() {
        return switch (service.app()) {
            case VLLM -> "systemctl restart vllm_model_server";
            case OLLAMA -> "systemctl restart ollama";
            case QDRANT -> "docker restart qdrant";
            case N8N -> "docker restart n8n";
            case OPEN_WEBUI -> "docker restart open-webui";
            case PORTAINER -> "docker restart portainer";
            case LLAMA_CPP -> "start llama-server --host 0.0.0.0 --port " + service.port();
        };
    }
}
