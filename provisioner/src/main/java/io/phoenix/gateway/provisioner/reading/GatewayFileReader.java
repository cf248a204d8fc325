package io.phoenix.gateway.provisioner.reading;

import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.json.Quoted;
import io.phoenix.gateway.provisioner.reading.GatewayFile.Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the addresses, hosts and files of a gateway.yaml, and passes over everything else. */
public final class GatewayFileReader {
    private static final Pattern ADDRESS = Pattern.compile("(.+):([0-9]{1,5})");

    private final Set<String> files = new LinkedHashSet<>();
    private final List<Address> addresses = new ArrayList<>();

    private GatewayFileReader() {}

    /** What {@code bytes} say; null if they are no YAML, for which an error was added. */
    public static @Nullable GatewayFile read(String file, byte[] bytes, Findings findings) {
        YamlValue root = YamlValue.read(file, bytes, findings);
        if (root == null) {
            return null;
        }
        GatewayFileReader reader = new GatewayFileReader();
        root.member("upstreams").members().forEach((name, value) -> reader.upstream("upstreams." + name, value));
        root.member("apps").members().forEach((name, value) -> reader.upstream("apps." + name, value));
        reader.files.addAll(root.member("tls").member("directory").texts());
        reader.files.addAll(root.member("logs").member("directory").texts());
        Set<String> hosts = new LinkedHashSet<>(root.member("hosts").texts());
        return new GatewayFile(file, hosts, reader.files, reader.addresses, findings);
    }

    private void upstream(String path, YamlValue upstream) {
        upstream.member("address").items().forEach(address -> address(path + ".address", address));
        upstream.member("addresses").items().forEach(address -> address(path + ".addresses", address));
        files.addAll(upstream.member("tls").member("trust").texts());
    }

    private void address(String path, YamlValue value) {
        Matcher matcher = ADDRESS.matcher(String.valueOf(value.text()));
        if (matcher.matches()) {
            addresses.add(new Address(
                    value.place(), Quoted.line(path), matcher.group(1), Integer.parseInt(matcher.group(2))));
        }
    }
}
