package io.phoenix.gateway.server.demo;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Under what names and addresses this machine can be reached, for a certificate that fits all of them.
 *
 * @param dnsNames {@code localhost} first, then the host's own names
 * @param ipAddresses the loopback addresses first, then those of every interface that is up
 */
public record MachineNames(List<String> dnsNames, List<String> ipAddresses) {

    /** What a certificate can hold; a machine may call itself anything. */
    private static final Pattern DNS_NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    /** Copies the lists. */
    public MachineNames {
        dnsNames = List.copyOf(dnsNames);
        ipAddresses = List.copyOf(ipAddresses);
    }

    /**
     * Asks the system. A machine that does not know its own name still has {@code localhost}.
     *
     * @throws IOException if the interfaces cannot be listed
     */
    public static MachineNames ofThisMachine() throws IOException {
        SortedSet<String> names = new TreeSet<>();
        try {
            InetAddress self = InetAddress.getLocalHost();
            names.add(self.getHostName());
            names.add(self.getCanonicalHostName());
        } catch (UnknownHostException e) {
            // Common in containers: the host name is in no hosts file.
            names.add(String.valueOf(e.getMessage()).replaceAll(":.*", ""));
        }
        names.removeIf(name ->
                name.equals("localhost") || !DNS_NAME.matcher(name).matches() || Pattern.matches("[0-9.]+", name));
        return new MachineNames(
                with(List.of("localhost"), names), with(List.of("127.0.0.1", "::1"), interfaceAddresses()));
    }

    private static SortedSet<String> interfaceAddresses() throws SocketException {
        SortedSet<String> addresses = new TreeSet<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (!each.isUp()) {
                continue;
            }
            each.inetAddresses()
                    // A link-local address means nothing without the name of its interface, which no certificate holds.
                    .filter(address -> !address.isLoopbackAddress() && !address.isAnyLocalAddress())
                    .filter(address -> address instanceof Inet4Address || !address.isLinkLocalAddress())
                    .forEach(address -> addresses.add(withoutZone(address.getHostAddress())));
        }
        return addresses;
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static List<String> with(List<String> first, SortedSet<String> others) {
        List<String> all = new ArrayList<>(first);
        all.addAll(others);
        return all;
    }
}
