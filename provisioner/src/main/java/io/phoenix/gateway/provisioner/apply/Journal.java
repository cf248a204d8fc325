package io.phoenix.gateway.provisioner.apply;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.host.Change;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.FailureText;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.json.Section;
import io.phoenix.gateway.provisioner.plan.History;
import io.phoenix.gateway.provisioner.plan.History.AddedMount;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * What was done to the host, one line of JSON for each intent and each result, on the disk before anything goes on. It
 * is for people, and tells which mounts are ours; what there is to be done is never taken from it, but looked at anew.
 */
public final class Journal {
    private static final String NAME = "journal.jsonl";

    private final Path file;

    /** The journal in the state directory, which exists. */
    public Journal(Path state) {
        this.file = state.resolve(NAME);
    }

    /** How a step went. */
    enum Event {
        INTENT("intent"),
        DONE("done"),
        ALREADY("already so"),
        FAILED("failed");

        private final String word;

        Event(String word) {
            this.word = word;
        }
    }

    /** Adds a line, and returns when the disk has it. */
    void add(Step step, Event event, String remark) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField(
                    "time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeStringField("event", event.word);
            json.writeStringField("target", step.target());
            json.writeStringField("change", step.change().toString());
            history(json, step.change());
            if (!remark.isEmpty()) {
                json.writeStringField("remark", remark);
            }
            json.writeEndObject();
        }
        // Begins with a line end, so that what a crash left of a line does not spoil this one.
        byte[] bytes = ("\n" + line).getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new IOException("the journal " + file + " cannot be written: " + FailureText.reason(e), e);
        }
    }

    /** What {@link #history} needs of the change. */
    private static void history(JsonGenerator json, Change change) throws IOException {
        if (change instanceof ContainerChange.SetMount set) {
            mount(json, "added", set.id(), set.mount());
        } else if (change instanceof ContainerChange.RemoveMount removed) {
            mount(json, "removed", removed.id(), removed.mount());
        } else if (change instanceof ContainerChange.Stop stopped) {
            json.writeNumberField("stopped", stopped.id());
        } else if (change instanceof ContainerChange.Start started) {
            json.writeNumberField("started", started.id());
        }
    }

    private static void mount(JsonGenerator json, String verb, int container, MountPoint mount) throws IOException {
        json.writeObjectFieldStart(verb);
        json.writeNumberField("container", container);
        json.writeStringField("path", mount.path());
        json.writeStringField("host_path", mount.hostPath());
        json.writeEndObject();
    }

    /** What was done till now. What was only intended may be done, and counts as if it were. */
    public History history() throws IOException {
        Set<AddedMount> added = new HashSet<>();
        Set<Integer> stopped = new HashSet<>();
        // A crash may have cut a line off within a character.
        String text = Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        for (String line : text.lines().toList()) {
            Document entry = line.isEmpty()
                    ? null
                    : JsonReader.read(NAME, line.getBytes(StandardCharsets.UTF_8), new Findings());
            if (entry == null) {
                continue;
            }
            Section root = Section.of(entry, JsonPath.ROOT);
            boolean isOver = !Objects.equals(root.text("event"), Event.INTENT.word);
            if (root.section("added").exists()) {
                added.add(mount(root.section("added")));
            } else if (root.section("removed").exists() && isOver) {
                added.remove(mount(root.section("removed")));
            } else if (root.keys().contains("stopped")) {
                stopped.add(root.whole("stopped", 0));
            } else if (root.keys().contains("started") && isOver) {
                stopped.remove(root.whole("started", 0));
            }
        }
        return new History(added, stopped);
    }

    private static AddedMount mount(Section mount) {
        return new AddedMount(mount.whole("container", 0), mount.text("path", ""), mount.text("host_path", ""));
    }
}
