package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.host.MountPoint;

/**
 * What a plan may do, beside what is harmless.
 *
 * @param allowRestart whether a running container may be stopped and started for a change that needs it
 * @param prune whether mounts that were added by us and are no longer asked for are removed
 * @param fixKeys whether private keys get the group and the mode by which their container, and nobody else, can read
 *     them
 * @param scope what is looked at
 * @param history what we did before
 */
public record Policy(boolean allowRestart, boolean prune, boolean fixKeys, Scope scope, History history) {
    /** Nothing but what is harmless, for everything. */
    public static final Policy CAUTIOUS = new Policy(false, false, false, Scope.ALL, History.NONE);

    /** For one who only wants to know: a difference is one whether it may be mended without a restart or not. */
    public static Policy looking(Scope scope, History history) {
        return new Policy(true, false, false, scope, history);
    }

    /** Whether a mount that is not declared is removed. */
    boolean prunes(int container, MountPoint mount) {
        return prune && history.hasAdded(container, mount);
    }
}
