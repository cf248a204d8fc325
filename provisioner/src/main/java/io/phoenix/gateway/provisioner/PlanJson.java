package io.phoenix.gateway.provisioner;

import com.fasterxml.jackson.core.JsonGenerator;
import io.phoenix.gateway.provisioner.plan.Notice;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Policy;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans as programs want them; a change that a reader would notice raises {@code version}. */
final class PlanJson {
    private static final int VERSION = 1;

    private PlanJson() {}

    /** A plan alone. */
    static String of(Plan plan) {
        return VersionedJson.of(VERSION, json -> members(json, plan));
    }

    /** A plan with what it was allowed, for a file that {@code apply} compares. */
    static String of(Plan plan, Policy policy) {
        return VersionedJson.of(VERSION, json -> {
            json.writeObjectFieldStart("policy");
            json.writeBooleanField("allow_restart", policy.allowRestart());
            json.writeBooleanField("prune", policy.prune());
            json.writeBooleanField("fix_keys", policy.fixKeys());
            json.writeArrayFieldStart("only");
            for (int id : policy.scope().containers().stream().sorted().toList()) {
                json.writeString(Integer.toString(id));
            }
            for (String volume : policy.scope().volumes().stream().sorted().toList()) {
                json.writeString(volume);
            }
            json.writeEndArray();
            json.writeEndObject();
            members(json, plan);
        });
    }

    /** What came of a plan: how many steps changed something, what failed, and what is still to be done. */
    static String of(int changed, @Nullable String failure, Plan rest) {
        return VersionedJson.of(VERSION, json -> {
            json.writeNumberField("changed", changed);
            if (failure != null) {
                json.writeStringField("failure", failure);
            }
            members(json, rest);
        });
    }

    private static void members(JsonGenerator json, Plan plan) throws IOException {
        json.writeBooleanField("converged", plan.isConverged());
        json.writeArrayFieldStart("steps");
        for (Step step : plan.steps()) {
            step(json, step);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("notices");
        for (Notice notice : plan.notices()) {
            json.writeStartObject();
            json.writeStringField("reason", word(notice.reason()));
            json.writeStringField("target", notice.target());
            json.writeStringField("message", notice.message());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("seen");
        for (Map.Entry<String, String> seen : plan.seen().entrySet()) {
            json.writeStringField(seen.getKey(), hash(seen.getValue()));
        }
        json.writeEndObject();
    }

    private static void step(JsonGenerator json, Step step) throws IOException {
        json.writeStartObject();
        json.writeStringField("sign", String.valueOf(step.sign().letter()));
        json.writeStringField("target", step.target());
        json.writeStringField("kind", step.change().getClass().getSimpleName());
        json.writeArrayFieldStart("differences");
        for (Step.Difference difference : step.differences()) {
            json.writeStartObject();
            json.writeStringField("what", difference.what());
            json.writeStringField("before", difference.before());
            json.writeStringField("after", difference.after());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("impact", step.impact().word());
        json.writeStringField("risk", step.risk().word());
        json.writeStringField("undo", step.undo());
        json.writeEndObject();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
