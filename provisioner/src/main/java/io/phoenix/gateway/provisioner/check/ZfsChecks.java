package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.NearestKey;
import io.phoenix.gateway.provisioner.json.Quoted;
import io.phoenix.gateway.provisioner.json.Section;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Pools with their disks, and datasets with their pools. */
final class ZfsChecks {
    private final Document file;
    private final Section zfs;
    private final Set<String> pools = new TreeSet<>();

    ZfsChecks(Setup setup) {
        file = setup.hypervisorFile();
        zfs = Section.of(file, JsonPath.of("zfs"));
    }

    void run() {
        Map<String, String> poolOfDisk = new HashMap<>();
        for (Section pool : zfs.sections("pools")) {
            String name = pool.text("name", "");
            if (!pools.add(name)) {
                file.error(pool.path().key("name"), "a pool " + Quoted.of(name) + " stands above already");
            }
            List<String> disks = pool.texts("disks");
            for (int i = 0; i < disks.size(); i++) {
                String other = poolOfDisk.putIfAbsent(disks.get(i), name);
                if (other != null) {
                    file.error(pool.path().key("disks").index(i), "the disk belongs to the pool " + other + " already");
                }
            }
            disksFit(pool, disks.size());
        }
        datasets();
    }

    private void disksFit(Section pool, int disks) {
        int least = switch (pool.text("raid_level", "")) {
            case "mirror" -> 2;
            case "RAIDZ1" -> 3;
            default -> 1;
        };
        if (disks < least) {
            file.error(
                    pool.path().key("disks"),
                    "has " + disks + " of at least " + least + " disks that " + pool.text("raid_level", "") + " wants");
        } else if (least == 1 && disks > 1) {
            file.warn(pool.path().key("raid_level"), "single over " + disks + " disks: one that fails loses the pool");
        }
    }

    private void datasets() {
        Set<String> names = new TreeSet<>();
        for (Section dataset : zfs.sections("datasets")) {
            String pool = dataset.text("pool", "");
            String name = pool + "/" + dataset.text("name", "");
            if (!names.add(name)) {
                file.error(dataset.path().key("name"), "a dataset " + Quoted.of(name) + " stands above already");
            }
            if (!pools.contains(pool)) {
                file.error(
                        dataset.path().key("pool"),
                        Quoted.of(pool) + " is no pool of zfs.pools" + NearestKey.hint(pool, pools));
            }
        }
    }
}
