package io.phoenix.gateway.core.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A set of addresses, written as single ones and as ranges. Immutable. */
public final class AddressRanges {

    private final List<IpSubnetFilterRule> rules;
    private final String text;

    private AddressRanges(List<IpSubnetFilterRule> rules, String text) {
        this.rules = List.copyOf(rules);
        this.text = text;
    }

    /**
     * The ranges given as literal addresses or in CIDR notation.
     *
     * @throws IllegalArgumentException when one is neither
     */
    public static AddressRanges of(List<String> ranges) {
        List<IpSubnetFilterRule> rules = new ArrayList<>();
        for (String range : ranges) {
            int slash = range.indexOf('/');
            String address = slash < 0 ? range : range.substring(0, slash);
            if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
                // A name would be looked up, and every lookup of one could give another address.
                throw new IllegalArgumentException("not an address: " + address);
            }
            int widest = address.indexOf(':') >= 0 ? 128 : 32;
            int bits = slash < 0 ? widest : Integer.parseInt(range.substring(slash + 1));
            rules.add(new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT));
        }
        return new AddressRanges(rules, String.join(", ", ranges));
    }

    /** Whether {@code address}, which must be resolved, lies in one of the ranges. */
    public boolean contains(InetSocketAddress address) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).matches(address)) {
                return true;
            }
        }
        return false;
    }

    /** The ranges as they were given. */
    @Override
    public String toString() {
        return text;
    }
}
