package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.Source;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps of containers: whether they are made or changed, and whether what runs may be touched for it. */
final class ContainerPlanner {
    private final Desired desired;
    private final Observed observed;
    private final Policy policy;
    private final Set<String> unfitVolumes;
    private final Draft draft;
    private final Set<Integer> asAsked = new HashSet<>();

    ContainerPlanner(Desired desired, Observed observed, Policy policy, Set<String> unfitVolumes, Draft draft) {
        this.desired = desired;
        this.observed = observed;
        this.policy = policy;
        this.unfitVolumes = unfitVolumes;
        this.draft = draft;
    }

    /** Adds the steps of one container; its start, if it is needed, is returned for the end of the plan. */
    Optional<Step> plan(Container wish) {
        ObservedContainer now = observed.containers().get(wish.id());
        String name = Names.container(wish.id());
        if (now != null && !now.isOwned()) {
            draft.notice(
                    Notice.Reason.BLOCKED,
                    name,
                    "exists and is not ours, so nothing of it is touched; `provision adopt " + wish.id()
                            + "` makes it ours");
            return Optional.empty();
        }
        if (now == null && !make(wish)) {
            return Optional.empty();
        }
        List<String> missing = desired.mountsOf(wish.id()).stream()
                .map(at -> at.volume().name())
                .filter(unfitVolumes::contains)
                .toList();
        List<Todo> todos = new ContainerTodos(desired, observed, policy, unfitVolumes, draft).of(wish, now);
        if (now != null && now.lock() != null && !todos.isEmpty()) {
            draft.notice(
                    Notice.Reason.LOCKED,
                    name,
                    "is locked by the host (" + now.lock() + "), and needs "
                            + todos.size() + (todos.size() == 1 ? " change" : " changes")
                            + "; wait, or see what died there: it is never unlocked for you");
            return Optional.empty();
        }
        if (now == null || !now.isRunning() || policy.allowRestart()) {
            asAsked.add(wish.id());
        }
        if (!missing.isEmpty()) {
            draft.notice(
                    Notice.Reason.BLOCKED,
                    name,
                    "waits for the volume " + String.join(", ", missing)
                            + (now != null && now.isRunning() ? "" : ", and is not started without it"));
        }
        if (now != null && now.isRunning()) {
            running(name, now, todos);
            return Optional.empty();
        }
        todos.forEach(todo -> draft.add(todo.as(Step.Impact.STOPPED)));
        boolean isWanted = Wishes.runs(wish) && missing.isEmpty();
        return isWanted || policy.history().cutOff().contains(wish.id())
                ? Optional.of(start(wish.id()))
                : Optional.empty();
    }

    /** Adds the step that makes the container; false if that cannot be. */
    private boolean make(Container wish) {
        if (wish.source() instanceof Source.Tarball tarball) {
            add(
                    new ContainerChange.Create(
                            wish.id(), tarball.path(), wish.rootDisk(), wish.unprivileged(), Wishes.values(wish)),
                    "from " + tarball.path());
            return true;
        }
        int source = wish.source() instanceof Source.Clone clone ? clone.container() : 0;
        Container template = desired.containers().get(source);
        String snapshot = template == null ? null : template.templateSnapshot();
        String problem = problem(source, snapshot);
        if (problem == null && isUnprivileged(source) != wish.unprivileged()) {
            problem = "cannot be made: a clone of " + source + " is as privileged as that, which is "
                    + (wish.unprivileged() ? "more" : "less") + " than is asked for";
        }
        if (problem != null) {
            draft.notice(Notice.Reason.BLOCKED, Names.container(wish.id()), problem);
            return false;
        }
        add(
                new ContainerChange.Clone(
                        wish.id(),
                        source,
                        snapshot,
                        wish.hostname(),
                        wish.rootDisk().storage()),
                "clone of " + source + (snapshot == null ? "" : " at " + snapshot));
        return true;
    }

    private void add(ContainerChange change, String how) {
        List<Step.Difference> made = List.of(new Step.Difference("container", "", how));
        draft.add(new Todo(change, Step.Sign.ADD, made, true).as(Step.Impact.STOPPED));
    }

    private boolean isUnprivileged(int source) {
        ObservedContainer now = observed.containers().get(source);
        Container wish = desired.containers().get(source);
        return now == null ? wish != null && wish.unprivileged() : now.isUnprivileged();
    }

    /** Why {@code source} cannot be cloned when its turn has come, or null. */
    private @Nullable String problem(int source, @Nullable String snapshot) {
        ObservedContainer now = observed.containers().get(source);
        if (now == null && !asAsked.contains(source)) {
            return "cannot be made: the container " + source + ", which it is a clone of, does not exist"
                    + remedy(source);
        }
        if (now != null && now.lock() != null) {
            return "cannot be made: " + source + ", which it is a clone of, is locked (" + now.lock() + ")";
        }
        if (snapshot != null) {
            boolean hasIt = now != null && now.snapshots().contains(snapshot);
            return hasIt || asAsked.contains(source)
                    ? null
                    : "cannot be made: " + source + " has no snapshot " + snapshot + " to clone";
        }
        boolean isRunning = now != null && now.isRunning();
        boolean hasMounts = !desired.mountsOf(source).isEmpty() || (now != null && keepsMounts(now));
        return isRunning || hasMounts
                ? "cannot be made: " + source + (isRunning ? " runs" : " has mounts")
                        + ", so only a snapshot of it can be cloned; name one as its template_snapshot_name"
                : null;
    }

    /** What makes a container that is to be cloned; nothing, if it has a notice of its own. */
    private String remedy(int source) {
        if (!desired.containers().containsKey(source)) {
            return "; make it on the host, or add it to the file with its template";
        }
        return policy.scope().has(source) ? "" : "; name it in --only too";
    }

    private boolean keepsMounts(ObservedContainer source) {
        return source.mounts().values().stream()
                .anyMatch(mount -> !asAsked.contains(source.id()) || !policy.prunes(source.id(), mount));
    }

    private void running(String name, ObservedContainer now, List<Todo> todos) {
        boolean mustRestart = todos.stream().anyMatch(todo -> !todo.isLive());
        if (mustRestart && policy.allowRestart()) {
            List<Step.Difference> stops = List.of(new Step.Difference("state", "running", "stopped"));
            draft.add(new Todo(new ContainerChange.Stop(now.id()), Step.Sign.CHANGE, stops, false)
                    .as(Step.Impact.RESTART));
            todos.forEach(todo -> draft.add(todo.as(Step.Impact.RESTART)));
            draft.add(start(now.id()));
            return;
        }
        for (Todo todo : todos) {
            if (todo.isLive()) {
                draft.add(todo.as(Step.Impact.LIVE));
            } else {
                draft.notice(Notice.Reason.WAITING, name, todo.told());
            }
        }
        if (todos.isEmpty() && !now.pending().isEmpty()) {
            draft.notice(
                    Notice.Reason.NOTE,
                    name,
                    "its next start changes " + String.join(", ", now.pending().keySet())
                            + ", which somebody else has set");
        }
    }

    private static Step start(int id) {
        return new Todo(
                        new ContainerChange.Start(id),
                        Step.Sign.CHANGE,
                        List.of(new Step.Difference("state", "stopped", "running")),
                        true)
                .as(Step.Impact.LIVE);
    }
}
