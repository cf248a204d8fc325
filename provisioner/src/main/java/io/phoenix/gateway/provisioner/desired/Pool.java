package io.phoenix.gateway.provisioner.desired;

import java.util.List;

/**
 * A ZFS pool.
 *
 * @param raidLevel {@code single}, {@code mirror} or {@code RAIDZ1}
 * @param disks their stable device paths
 */
public record Pool(String name, String raidLevel, List<String> disks) {
    public Pool {
        disks = List.copyOf(disks);
    }
}
