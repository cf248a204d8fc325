package io.phoenix.gateway.provisioner.plan;

import java.util.Set;

/**
 * What a plan may do, beside what is harmless.
 *
 * @param allowRestart whether a running container may be stopped and started for a change that needs it
 * @param prune whether mounts that were added by us and are no longer asked for are removed
 * @param fixKeys whether private keys get the group and the mode by which their container, and nobody else, can read
 *     them
 * @param scope what is looked at
 * @param added the mounts that we added; others are never removed
 */
public record Policy(boolean allowRestart, boolean prune, boolean fixKeys, Scope scope, Set<AddedMount> added) {
    /** Nothing but what is harmless, for everything. */
    public static final Policy CAUTIOUS = new Policy(false, false, false, Scope.ALL, Set.of());

    public Policy {
        added = Set.copyOf(added);
    }

    /** A mount that was added by us at some time. */
    public record AddedMount(int container, String path, String hostPath) {}
}
