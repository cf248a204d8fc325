package io.phoenix.gateway.server.migration.nginx;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may come, by {@code allow} and {@code deny} in their order.
 *
 * @param networks the only ones that may; empty if all may, or {@code nobody}
 * @param unsayable why a list of those who may cannot say it; null if it can
 */
record AccessRules(
        List<String> networks, boolean nobody, @Nullable String unsayable) {

    private static final AccessRules EVERYONE = new AccessRules(List.of(), false, null);
    private static final AccessRules NOBODY = new AccessRules(List.of(), true, null);

    static AccessRules of(List<Directive> rules) {
        List<String> networks = new ArrayList<>();
        for (Directive rule : rules) {
            boolean all = rule.argument(0).equals("all");
            if (rule.is("deny") && all) {
                return networks.isEmpty() ? NOBODY : new AccessRules(networks, false, null);
            }
            if (rule.is("deny")) {
                return unsayable("who is kept out cannot be listed, only who may come (allow)");
            }
            if (all) {
                return EVERYONE;
            }
            String network = network(rule.argument(0));
            if (network == null) {
                return unsayable("\"" + rule.argument(0) + "\" is no address or range");
            }
            if (!networks.contains(network)) {
                networks.add(network);
            }
        }
        return EVERYONE;
    }

    private static AccessRules unsayable(String reason) {
        return new AccessRules(List.of(), false, reason);
    }

    /** An address or a range with the bits cleared that mean nothing; null if it is neither. */
    static @Nullable String network(String text) {
        int slash = text.indexOf('/');
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null || slash < 0) {
            return address == null ? null : NetUtil.toAddressString(address);
        }
        byte[] bytes = address.getAddress();
        String length = text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > bytes.length * 8) {
            return null;
        }
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.max(0, Math.min(8, Integer.parseInt(length) - i * 8));
            bytes[i] = (byte) (bytes[i] & (0xff00 >> kept));
        }
        return NetUtil.bytesToIpAddress(bytes) + "/" + length;
    }
}
