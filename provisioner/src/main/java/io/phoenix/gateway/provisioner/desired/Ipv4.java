package io.phoenix.gateway.provisioner.desired;

/**
 * An IPv4 address.
 *
 * @param bits in network order
 */
public record Ipv4(int bits) {
    /** The address that {@code text} writes, which must be one in dotted form. */
    public static Ipv4 of(String text) {
        int bits = 0;
        for (String octet : text.split("\\.", -1)) {
            bits = bits << 8 | Integer.parseInt(octet);
        }
        return new Ipv4(bits);
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }
}
