package io.phoenix.gateway.provisioner.desired;

/**
 * An IPv4 address in its network.
 *
 * @param prefix the network's length in bits
 */
public record Cidr(Ipv4 address, int prefix) {
    /** What {@code text} writes, which must be an address, a slash and a length. */
    public static Cidr of(String text) {
        int slash = text.indexOf('/');
        return new Cidr(Ipv4.of(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /** Whether {@code other} is in the network. */
    public boolean contains(Ipv4 other) {
        return ((other.bits() ^ address.bits()) & mask()) == 0;
    }

    /** Whether a machine can have the address: networks and broadcasts are for none (RFC 3021 excepts /31). */
    public boolean isForMachine() {
        int host = address.bits() & ~mask();
        return prefix >= 31 || host != 0 && host != ~mask();
    }

    private int mask() {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    @Override
    public String toString() {
        return address + "/" + prefix;
    }
}
