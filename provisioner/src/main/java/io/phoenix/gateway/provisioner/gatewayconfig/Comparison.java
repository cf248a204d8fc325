package io.phoenix.gateway.provisioner.gatewayconfig;

import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Place;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.json.Quoted;
import io.phoenix.gateway.provisioner.reading.YamlValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway.yaml says something else than the operator's files. What the files do not tell, such as further
 * upstreams outside the host's containers, further aliases, limits and routes, is the gateway's own affair.
 */
public final class Comparison {
    private final String file;
    private final YamlValue root;
    private final Door door;
    private final Findings findings;
    /** Entries of upstreams and apps by their path in the file. */
    private final Map<String, YamlValue> entries = new LinkedHashMap<>();
    /** By service, the names of the entries that lead to it. */
    private final Map<Service, Set<String>> leading = new LinkedHashMap<>();

    private final Set<YamlValue> told = new LinkedHashSet<>();

    private Comparison(String file, YamlValue root, Door door, Findings findings) {
        this.file = file;
        this.root = root;
        this.door = door;
        this.findings = findings;
    }

    /** Adds a warning for each disagreement of {@code root}, which is what {@code file} says, with the files. */
    public static void run(String file, YamlValue root, Door door, Findings findings) {
        new Comparison(file, root, door, findings).run();
    }

    private void run() {
        for (String section : new String[] {"upstreams", "apps"}) {
            root.member(section).members().forEach((name, entry) -> entries.put(section + "." + name, entry));
        }
        if (!root.member("hosts").texts().contains(door.address())
                && !root.member("hosts").texts().contains("*")) {
            add(
                    root.member("hosts").place(),
                    "hosts",
                    "says nothing of " + door.address() + "; the files give the gateway that address ("
                            + door.container().id() + ")");
        }
        directory("tls", door.certificates());
        directory("logs", door.logs());
        door.services().forEach(this::service);
        entries.forEach(this::strangers);
        door.models().forEach(this::model);
    }

    private void directory(String section, @Nullable String mounted) {
        YamlValue directory = root.member(section).member("directory");
        String said = directory.text();
        if (mounted != null && said != null && !said.equals(mounted) && !said.startsWith(mounted + "/")) {
            add(
                    directory.place(),
                    section + ".directory",
                    "says " + Quoted.line(said) + "; the files mount the volume at " + mounted + " ("
                            + door.container().id() + ")");
        }
    }

    private void service(Service service) {
        Set<String> exact = new LinkedHashSet<>();
        entries.forEach((path, entry) -> {
            if (addresses(entry).values().stream()
                    .anyMatch(address -> service.address().equals(address.text()))) {
                exact.add(nameOf(path));
            }
        });
        leading.put(service, exact);
        boolean isTold = false;
        for (Map.Entry<String, YamlValue> entry : entries.entrySet()) {
            isTold |= compare(service, entry.getKey(), entry.getValue(), !exact.isEmpty());
        }
        if (exact.isEmpty() && !isTold) {
            add(
                    Place.FILE,
                    "",
                    "says nothing of " + service.address() + "; the files have " + service + " there: add apps."
                            + service.name());
        }
    }

    /** Whether {@code entry} is meant for {@code service} and was told to say something else. */
    private boolean compare(Service service, String path, YamlValue entry, boolean isKnown) {
        boolean isTold = false;
        for (Map.Entry<String, YamlValue> address : addresses(entry).entrySet()) {
            String said = String.valueOf(address.getValue().text());
            boolean isGrpc = address.getKey().equals("grpc-address");
            String right = isGrpc ? service.grpcAddress() : service.address();
            boolean isMeant = host(said).equals(service.host())
                    || (isNamed(service, path, entry) && !isKnown && !leadsElsewhere(said, service));
            if (!isMeant || right == null || said.equals(right) || said.equals(service.grpcAddress())) {
                continue;
            }
            told.add(address.getValue());
            isTold = true;
            add(
                    address.getValue().place(),
                    path + "." + address.getKey(),
                    "says " + Quoted.line(said) + "; the files say " + right + " (" + service + ")");
        }
        return isTold;
    }

    private static boolean isNamed(Service service, String path, YamlValue entry) {
        String app = entry.member("app").text();
        return nameOf(path).equals(service.name())
                || (path.startsWith("apps.")
                        && service.app() != App.VLLM
                        && (app == null ? nameOf(path) : app)
                                .equals(service.app().profile()));
    }

    private boolean leadsElsewhere(String address, Service service) {
        return door.services().stream()
                .anyMatch(other -> !other.equals(service) && other.address().equals(address));
    }

    /** Addresses in the containers' network that no container has. */
    private void strangers(String path, YamlValue entry) {
        addresses(entry).forEach((key, value) -> {
            String said = String.valueOf(value.text());
            boolean isKnown =
                    door.services().stream().anyMatch(service -> service.host().equals(host(said)));
            if (!isKnown && !told.contains(value) && isNeighbour(host(said))) {
                add(
                        value.place(),
                        path + "." + key,
                        "says " + Quoted.line(said) + "; the files have no service with that address");
            }
        });
    }

    private boolean isNeighbour(String host) {
        String own = door.address();
        return host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")
                && host.startsWith(own.substring(0, own.lastIndexOf('.') + 1));
    }

    private void model(ServedModel model) {
        Set<String> upstreams = leading.getOrDefault(model.service(), Set.of());
        boolean isAsked = upstreams.isEmpty();
        for (Map.Entry<String, YamlValue> entry :
                root.member("models").members().entrySet()) {
            YamlValue value = entry.getValue();
            if (!upstreams.contains(String.valueOf(value.member("upstream").text()))) {
                continue;
            }
            YamlValue servedAs = value.member("served-as");
            String asked = servedAs.text() == null ? entry.getKey() : servedAs.text();
            isAsked |= asked.equals(model.name());
            if (!asked.equals(model.name())) {
                add(
                        servedAs.text() == null ? value.place() : servedAs.place(),
                        "models." + Quoted.line(entry.getKey()) + (servedAs.text() == null ? "" : ".served-as"),
                        "asks for " + Quoted.line(asked) + "; the files say that " + model.service() + " answers to "
                                + model.name());
            }
        }
        if (!isAsked && upstreams.stream().noneMatch(this::discovers)) {
            add(
                    root.member("models").place(),
                    "models",
                    "has no way to " + model.name() + ", which the files have in "
                            + model.service().container().id());
        }
    }

    private boolean discovers(String name) {
        YamlValue app = entries.getOrDefault("apps." + name, root.member(""));
        YamlValue upstream = entries.getOrDefault("upstreams." + name, app);
        boolean isVllm = "vllm".equals(app.member("app").text()) || (app.node() != null && name.equals("vllm"));
        String told = upstream.member("discover").text();
        return told == null ? isVllm : told.equals("true");
    }

    private static Map<String, YamlValue> addresses(YamlValue entry) {
        Map<String, YamlValue> addresses = new LinkedHashMap<>();
        for (String key : new String[] {"address", "grpc-address"}) {
            if (entry.member(key).text() != null) {
                addresses.put(key, entry.member(key));
            }
        }
        int index = 0;
        for (YamlValue address : entry.member("addresses").items()) {
            addresses.put("addresses[" + index++ + "]", address);
        }
        return addresses;
    }

    private static String host(String address) {
        int colon = address.lastIndexOf(':');
        return colon < 0 ? address : address.substring(0, colon);
    }

    private static String nameOf(String path) {
        return path.substring(path.indexOf('.') + 1);
    }

    private void add(Place place, String path, String message) {
        findings.add(new Finding(Severity.WARNING, file, place, path, message));
    }
}
