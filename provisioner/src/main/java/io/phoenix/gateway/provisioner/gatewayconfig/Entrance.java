package io.phoenix.gateway.provisioner.gatewayconfig;

import io.phoenix.gateway.provisioner.reading.YamlValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port of the gateway that clients connect to.
 *
 * @param isRedirect whether everything there is answered with a redirect to https
 */
public record Entrance(int port, boolean hasTls, boolean isRedirect) {

    /** Those of the configuration that is derived for {@code door}. */
    public static List<Entrance> of(Door door) {
        Entrance plain = new Entrance(80, false, false);
        return door.certificates() == null ? List.of(plain) : List.of(plain, new Entrance(443, true, false));
    }

    /** The listeners of a gateway.yaml, without those that only a proxy may connect to. */
    public static List<Entrance> in(YamlValue root) {
        List<Entrance> entrances = new ArrayList<>();
        for (YamlValue listener : root.member("listeners").items()) {
            Entrance entrance = of(listener);
            if (entrance != null) {
                entrances.add(entrance);
            }
        }
        return entrances;
    }

    /** One listener of a gateway.yaml; null if only a proxy may connect to it, or if it has no port. */
    public static @Nullable Entrance of(YamlValue listener) {
        String address = String.valueOf(listener.member("address").text());
        String port = address.substring(address.lastIndexOf(':') + 1);
        return isPort(port) && !isTrue(listener, "proxy-protocol")
                ? new Entrance(
                        Integer.parseInt(port),
                        isTrue(listener, "tls"),
                        listener.member("redirect-to-https").node() != null)
                : null;
    }

    private static boolean isPort(String text) {
        return text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65_535;
    }

    private static boolean isTrue(YamlValue listener, String key) {
        return "true".equals(listener.member(key).text());
    }

    /** The same at another port. */
    public Entrance at(int otherPort) {
        return new Entrance(otherPort, hasTls, isRedirect);
    }
}
