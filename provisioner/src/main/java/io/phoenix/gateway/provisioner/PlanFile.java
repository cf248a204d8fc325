package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.json.Section;
import io.phoenix.gateway.provisioner.plan.History;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Policy;
import io.phoenix.gateway.provisioner.plan.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A plan that was kept. It is not carried out as it stands there: a plan is made anew, by the same policy, and must be
 * the same to the last byte, digests of the host included. So a file that somebody wrote can do nothing.
 */
final class PlanFile {
    private final Path file;
    private final String text;
    private final Section root;

    private PlanFile(Path file, String text, Section root) {
        this.file = file;
        this.text = text;
        this.root = root;
    }

    static void write(Path file, Plan plan, Policy policy) throws IOException {
        Files.writeString(file, PlanJson.of(plan, policy) + "\n");
    }

    static PlanFile read(Path file) throws IOException {
        byte[] bytes = InputFiles.bytes(file);
        Findings findings = new Findings();
        Document document = JsonReader.read(file.toString(), bytes, findings);
        if (document == null) {
            throw new IOException(findings.sorted().get(0).toString());
        }
        Section root = Section.of(document, JsonPath.ROOT);
        if (!root.section("policy").exists()) {
            throw new IOException(file + " is no plan; make one with `provision plan --out " + file + "`");
        }
        return new PlanFile(file, new String(bytes, StandardCharsets.UTF_8), root);
    }

    /** What the plan was allowed. */
    Policy policy(History history) {
        Section policy = root.section("policy");
        Set<String> only = Set.copyOf(policy.texts("only"));
        Scope scope = new Scope(
                only.stream().filter(PlanFile::isId).map(Integer::valueOf).collect(Collectors.toSet()),
                only.stream().filter(name -> !isId(name)).collect(Collectors.toSet()));
        return new Policy(policy.flag("allow_restart"), policy.flag("prune"), policy.flag("fix_keys"), scope, history);
    }

    private static boolean isId(String name) {
        return name.matches("[0-9]{3,9}");
    }

    /** @throws IOException if {@code now}, the plan that would be made today, is another */
    void compare(Plan now, Policy policy) throws IOException {
        String today = PlanJson.of(now, policy) + "\n";
        if (today.equals(text)) {
            return;
        }
        Section seenToday = Section.of(
                Objects.requireNonNull(JsonReader.read("now", today.getBytes(StandardCharsets.UTF_8), new Findings())),
                JsonPath.of("seen"));
        Section seen = root.section("seen");
        String moved = seenToday.keys().stream()
                .filter(target -> !Objects.equals(seenToday.text(target), seen.text(target)))
                .collect(Collectors.joining(", "));
        throw new IOException((moved.isEmpty() ? "the files ask for something else" : moved + " changed") + " since "
                + file + " was made; look at a new plan");
    }
}
