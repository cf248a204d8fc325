package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Source;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.Section;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What containers are made from: one thing each, which exists, and never themselves. */
final class CloneChecks {
    private final Setup setup;
    private final Document file;
    private final Set<String> declared;

    CloneChecks(Setup setup) {
        this.setup = setup;
        this.file = setup.containersFile();
        this.declared = Section.of(file, JsonPath.of("lxc_configs")).keys();
    }

    void run() {
        for (Container container : setup.containers().values()) {
            JsonPath path = Paths.container(container.id());
            Section section = Section.of(file, path);
            if (container.source() == null) {
                file.error(path, "has neither clone_from_ctid nor template, so it can be made from nothing");
            } else if (section.keys().containsAll(List.of("clone_from_ctid", "template"))) {
                file.error(path, "has both clone_from_ctid and template; keep one");
            } else if (container.source() instanceof Source.Clone clone) {
                clone(container, clone.container(), path.key("clone_from_ctid"));
            }
        }
    }

    private void clone(Container container, int source, JsonPath path) {
        Container template = setup.containers().get(source);
        if (template == null) {
            if (!declared.contains(Integer.toString(source))) {
                file.warn(path, source + " is not in this file; it must exist on the host, with a snapshot");
            }
            return;
        }
        List<Integer> chain = chain(container);
        if (chain.get(chain.size() - 1) == container.id()) {
            file.error(
                    path,
                    "goes in a circle: "
                            + String.join(
                                    " from ",
                                    chain.stream().map(String::valueOf).toList()));
        } else if (!template.isTemplate()) {
            file.warn(path, source + " has no template_snapshot_name, so there is no snapshot to clone");
        }
    }

    /** The container and what it is made from, until there is nothing more or something stands there twice. */
    private List<Integer> chain(Container container) {
        List<Integer> chain = new ArrayList<>(List.of(container.id()));
        Container at = container;
        while (at != null && at.source() instanceof Source.Clone clone) {
            boolean isCircle = chain.contains(clone.container());
            chain.add(clone.container());
            at = isCircle ? null : setup.containers().get(clone.container());
        }
        return chain;
    }
}
