package io.phoenix.gateway.provisioner.gatewayconfig;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as the operator's files imply it: the container that it runs in, and all that it leads to.
 *
 * @param container the gateway's own
 * @param domain the domain of the host names that clients use
 * @param certificates where the volume {@code ssl_certs} is mounted in its container, or null
 * @param logs where the volume {@code nginx_logs} is mounted in its container, or null
 */
public record Door(
        Container container,
        String domain,
        @Nullable String certificates,
        @Nullable String logs,
        List<Service> services,
        List<ServedModel> models) {
    private static final String CERTIFICATES = "ssl_certs";
    private static final String LOGS = "nginx_logs";

    public Door {
        services = List.copyOf(services);
        models = List.copyOf(models);
    }

    /**
     * Derives the gateway that runs in {@code gatewayContainer}.
     *
     * @param aliases further names of models, by alias
     * @throws IllegalArgumentException if the files have no such container, or a model that an alias is for, in words
     *     for the operator
     */
    public static Door of(Desired desired, int gatewayContainer, String domain, Map<String, String> aliases) {
        Container own = desired.containers().get(gatewayContainer);
        if (own == null) {
            throw new IllegalArgumentException("no container has the id " + gatewayContainer
                    + "; say with --gateway-container which one the gateway runs in");
        }
        List<Service> services = distinct(desired.containers().values().stream()
                .filter(container -> container.id() != gatewayContainer && !container.isTemplate())
                .flatMap(container -> Service.of(container).stream())
                .toList());
        return new Door(
                own,
                domain,
                mountOf(desired, CERTIFICATES, gatewayContainer),
                mountOf(desired, LOGS, gatewayContainer),
                services,
                models(services, aliases));
    }

    /** Two of a kind get the container's id behind their name. */
    private static List<Service> distinct(List<Service> services) {
        Set<String> taken = new HashSet<>();
        List<Service> named = new ArrayList<>();
        for (Service service : services) {
            String name = taken.add(service.name())
                    ? service.name()
                    : service.name() + "-" + service.container().id();
            named.add(new Service(
                    name, service.app(), service.title(), service.container(), service.port(), service.grpcPort()));
        }
        return named;
    }

    private static List<ServedModel> models(List<Service> services, Map<String, String> aliases) {
        List<ServedModel> models = new ArrayList<>(services.stream()
                .filter(service -> service.app() == App.VLLM)
                .map(ServedModel::of)
                .toList());
        boolean hasOneEmbedding =
                models.stream().filter(ServedModel::isEmbedding).count() == 1;
        models.replaceAll(model -> hasOneEmbedding && model.isEmbedding() ? model.with(List.of(model.kind())) : model);
        aliases.forEach((alias, name) -> {
            if (models.stream().noneMatch(model -> model.name().equals(name))) {
                throw new IllegalArgumentException(
                        "no container serves the model " + name + ", which the alias " + alias
                                + " is for; the files have "
                                + models.stream().map(ServedModel::name).toList());
            }
            models.replaceAll(model -> model.name().equals(name) ? model.with(List.of(alias)) : model);
        });
        return models;
    }

    private static @Nullable String mountOf(Desired desired, String volume, int container) {
        return desired.mountsOf(container).stream()
                .filter(at -> at.volume().name().equals(volume))
                .map(at -> at.mount().path())
                .findFirst()
                .orElse(null);
    }

    /** The address that clients connect to. */
    public String address() {
        return container.network().address().address().toString();
    }

    /** The names and addresses that the gateway answers to. */
    public List<String> hosts() {
        return List.of(address(), "ai." + domain, "localhost", "127.0.0.1");
    }

    /** Those of them that are names in the domain. */
    public List<String> names() {
        return hosts().stream().filter(host -> host.endsWith(domain)).toList();
    }

    /** The host name by which {@code service} is found, if that is how it is found. */
    public String hostOf(Service service) {
        return service.name() + "." + domain;
    }
}
