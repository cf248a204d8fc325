package io.phoenix.gateway.core.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The networks whose word about the client is believed. Immutable. */
public final class TrustedProxies {

    /** Nobody is believed. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<IpSubnetFilterRule> rules;

    private TrustedProxies(List<IpSubnetFilterRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * The networks given as literal addresses or in CIDR notation.
     *
     * @throws IllegalArgumentException when one is neither
     */
    public static TrustedProxies of(List<String> networks) {
        List<IpSubnetFilterRule> rules = new ArrayList<>();
        for (String network : networks) {
            int slash = network.indexOf('/');
            String address = slash < 0 ? network : network.substring(0, slash);
            if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
                // A name would be looked up, and every lookup of one could name another proxy.
                throw new IllegalArgumentException("not an address: " + address);
            }
            int widest = address.indexOf(':') >= 0 ? 128 : 32;
            int bits = slash < 0 ? widest : Integer.parseInt(network.substring(slash + 1));
            rules.add(new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT));
        }
        return new TrustedProxies(rules);
    }

    /** Whether {@code address}, which must be resolved, lies in one of the networks. */
    public boolean contains(InetSocketAddress address) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).matches(address)) {
                return true;
            }
        }
        return false;
    }
}
