package io.phoenix.gateway.provisioner.reading;

import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Place;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.json.Quoted;
import io.phoenix.gateway.provisioner.reading.GatewayFile.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the addresses, hosts and files of a gateway.yaml, and passes over everything else. */
public final class GatewayFileReader {
    private static final Pattern ADDRESS = Pattern.compile("(.+):([0-9]{1,5})");

    private final Set<String> files = new LinkedHashSet<>();
    private final List<Address> addresses = new ArrayList<>();

    private GatewayFileReader() {}

    /** What {@code bytes} say; null if they are no YAML, for which an error was added. */
    public static @Nullable GatewayFile read(String file, byte[] bytes, Findings findings) {
        try {
            Node root = new Compose(LoadSettings.builder().build())
                    .composeString(new String(bytes, StandardCharsets.UTF_8))
                    .orElse(null);
            GatewayFileReader reader = new GatewayFileReader();
            Map<String, Node> sections = members(root);
            members(sections.get("upstreams")).forEach((name, node) -> reader.upstream("upstreams." + name, node));
            members(sections.get("apps")).forEach((name, node) -> reader.upstream("apps." + name, node));
            reader.file(members(sections.get("tls")).get("directory"));
            reader.file(members(sections.get("logs")).get("directory"));
            Set<String> hosts = new LinkedHashSet<>();
            scalars(sections.get("hosts")).forEach(host -> hosts.add(host.getValue()));
            return new GatewayFile(file, hosts, reader.files, reader.addresses, findings);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            Place place = mark == null ? Place.FILE : new Place(mark.getLine() + 1, mark.getColumn() + 1);
            findings.add(new Finding(
                    Severity.ERROR, file, place, "", "not valid YAML; see what bin/gateway check says of it"));
        } catch (RuntimeException e) {
            // The parser throws other exceptions too: on "\UFFFFFFFF", for one, a NumberFormatException.
            findings.add(new Finding(
                    Severity.ERROR, file, Place.FILE, "", "not valid YAML; see what bin/gateway check says of it"));
        }
        return null;
    }

    private void upstream(String path, Node node) {
        Map<String, Node> upstream = members(node);
        scalars(upstream.get("address")).forEach(address -> address(path + ".address", address));
        scalars(upstream.get("addresses")).forEach(address -> address(path + ".addresses", address));
        scalars(members(upstream.get("tls")).get("trust")).forEach(this::file);
    }

    private void address(String path, ScalarNode node) {
        Matcher matcher = ADDRESS.matcher(node.getValue());
        if (matcher.matches()) {
            addresses.add(
                    new Address(place(node), Quoted.line(path), matcher.group(1), Integer.parseInt(matcher.group(2))));
        }
    }

    private void file(@Nullable Node node) {
        scalars(node).forEach(scalar -> files.add(scalar.getValue()));
    }

    private static Place place(Node node) {
        return node.getStartMark()
                .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Place.FILE);
    }

    private static Map<String, Node> members(@Nullable Node node) {
        Map<String, Node> members = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode key) {
                    members.put(key.getValue(), member.getValueNode());
                }
            }
        }
        return members;
    }

    private static List<ScalarNode> scalars(@Nullable Node node) {
        if (node instanceof ScalarNode scalar) {
            return List.of(scalar);
        }
        List<ScalarNode> scalars = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> scalars.addAll(item instanceof ScalarNode s ? List.of(s) : List.of()));
        }
        return scalars;
    }
}
