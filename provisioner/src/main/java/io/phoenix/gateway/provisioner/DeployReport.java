package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.deploy.DeployException;
import io.phoenix.gateway.provisioner.deploy.Deployed;
import io.phoenix.gateway.provisioner.doctor.SideBySide;
import java.io.PrintWriter;
import java.util.List;

/** Says what came of a deployment, to people or to programs. */
final class DeployReport {
    private static final int VERSION = 1;

    private final PrintWriter out;
    private final PrintWriter err;
    private final DeployOptions options;

    DeployReport(PrintWriter out, PrintWriter err, DeployOptions options) {
        this.out = out;
        this.err = err;
        this.options = options;
    }

    /** Where the steps are shown. */
    PrintWriter progress() {
        return options.isJson() ? err : out;
    }

    /** What was done, or would be; returns the exit code. */
    int tell(Deployed deployed) {
        if (options.isJson()) {
            out.println(json(deployed, List.of()));
        } else {
            out.println(text(deployed));
            deployed.down().forEach(endpoint -> out.println("It does not reach " + endpoint));
        }
        return options.isDryRun() && deployed.isChanged() ? ExitCode.CHANGES_PENDING : ExitCode.DONE;
    }

    /** How the trial compares to what serves; returns the exit code. */
    int tell(Deployed deployed, List<SideBySide.Row> rows) {
        if (options.isJson()) {
            out.println(json(deployed, rows));
        } else {
            Table table = new Table("", "REQUEST", "NGINX", "GATEWAY");
            rows.forEach(row -> table.row(row.isSame() ? "ok" : "!", row.request(), row.now(), row.candidate()));
            out.print(table);
            deployed.down().forEach(endpoint -> out.println("The gateway does not reach " + endpoint));
            out.println("NGINX serves as before; the trial stays until the next deploy or rollback.");
        }
        return rows.stream().allMatch(SideBySide.Row::isSame) ? ExitCode.DONE : ExitCode.CHANGES_PENDING;
    }

    /** Why it failed; returns the exit code. */
    int tell(DeployException failure) {
        err.println("provision: " + failure.getMessage());
        return switch (failure.kind()) {
            case INPUT -> {
                err.println("provision: nothing was changed");
                yield ExitCode.INVALID_INPUT;
            }
            case NOTHING_CHANGED -> {
                err.println("provision: what served before serves still");
                yield ExitCode.FAILED;
            }
            case PARTLY_DONE -> ExitCode.PARTLY_APPLIED;
        };
    }

    private String text(Deployed deployed) {
        String name = deployed.name().equals("nginx")
                ? "NGINX"
                : "Deployment " + deployed.name()
                        + (deployed.release().isEmpty() ? "" : " (" + deployed.release() + ")");
        if (options.isDryRun()) {
            return deployed.isChanged() ? name + " would serve." : name + " serves already: nothing to do.";
        }
        String back = deployed.previous() == null
                ? ""
                : " Back to " + (deployed.previous().equals("nginx") ? "NGINX" : "deployment " + deployed.previous())
                        + ": bin/provision rollback";
        return deployed.isChanged() ? name + " serves." + back : name + " serves already: nothing to do.";
    }

    private static String json(Deployed deployed, List<SideBySide.Row> rows) {
        return VersionedJson.of(VERSION, json -> {
            json.writeBooleanField("changed", deployed.isChanged());
            json.writeStringField("deployment", deployed.name());
            json.writeStringField("release", deployed.release());
            if (deployed.previous() != null) {
                json.writeStringField("previous", deployed.previous());
            }
            json.writeArrayFieldStart("down");
            for (String endpoint : deployed.down()) {
                json.writeString(endpoint);
            }
            json.writeEndArray();
            if (!rows.isEmpty()) {
                json.writeArrayFieldStart("compared");
                for (SideBySide.Row row : rows) {
                    json.writeStartObject();
                    json.writeStringField("request", row.request());
                    json.writeStringField("now", row.now());
                    json.writeStringField("candidate", row.candidate());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
        });
    }
}
