package io.phoenix.gateway.server.migration.nginx;

import io.phoenix.gateway.server.config.LimitsConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What NGINX may say for each server and the gateway for all of them: logs, limits on clients, trusted proxies. */
final class SharedSettings {

    private static final Map<String, String> LIMITS =
            Map.of("client_header_timeout", "header-timeout", "keepalive_timeout", "keep-alive-timeout");

    private static final Map<String, Long> DEFAULTS = Map.of(
            "header-timeout", LimitsConfig.DEFAULTS.headerTimeout().toMillis(),
            "keep-alive-timeout", LimitsConfig.DEFAULTS.keepAliveTimeout().toMillis());

    private final ImportReport report;
    private final Map<String, Long> limits = new TreeMap<>();
    private final Set<String> proxies = new LinkedHashSet<>();
    private @Nullable String logDirectory;
    private boolean jsonLog;

    SharedSettings(ImportReport report) {
        this.report = report;
    }

    /** Takes in what is in force at a server. */
    void add(Scope server) {
        server.inForce("access_log", "error_log").forEach(this::log);
        server.inForce("error_log").forEach(this::log);
        server.inForce("access_log").forEach(log -> format(log, server));
        LIMITS.forEach((name, key) -> server.inForce(name).forEach(given -> limit(given, key)));
        for (Directive trusted : server.inForce("set_real_ip_from")) {
            String network = AccessRules.network(trusted.argument(0));
            if (network == null) {
                report.left(trusted, "trusted-proxies are addresses and ranges");
            } else {
                proxies.add(network);
                report.translated(trusted, "trusted-proxies");
            }
        }
    }

    private void log(Directive log) {
        String file = log.argument(0);
        if (file.equals("off")) {
            report.left(log, "the gateway logs every request");
        } else if (file.startsWith("syslog:") || file.equals("stderr") || file.indexOf('$') >= 0) {
            report.left(log, "the gateway logs to files with fixed names in logs.directory");
        } else {
            String directory = directory(log);
            if (logDirectory == null) {
                logDirectory = directory;
            }
            report.translated(
                    log,
                    "logs.directory: " + logDirectory + ", where access.log and error.log are written"
                            + (directory.equals(logDirectory) ? "" : "; there is one for all servers"));
        }
    }

    private static String directory(Directive log) {
        try {
            Path folder = Path.of(UpstreamTls.file(log)).getParent();
            return folder == null ? "/" : folder.toString();
        } catch (InvalidPathException e) {
            return "logs";
        }
    }

    private void format(Directive log, Scope server) {
        for (Directive format : server.inForce("log_format")) {
            if (format.argument(0).equals(log.argument(1))) {
                jsonLog |= format.arguments().contains("escape=json");
                report.byDefault(
                        format,
                        jsonLog
                                ? "access-format: json has all of it and more"
                                : "the combined format and more is written");
            }
        }
    }

    private void limit(Directive given, String key) {
        Long millis = NginxUnits.millis(given.argument(0));
        if (millis == null || millis == 0) {
            report.left(given, "\"" + given.argument(0) + "\" is no time to wait for");
        } else if (millis.equals(DEFAULTS.get(key))) {
            report.byDefault(given, "limits." + key + " is " + NginxUnits.duration(millis));
        } else {
            limits.merge(key, millis, Math::max);
            report.translated(given, "limits." + key + ", one for all servers");
        }
    }

    /** Those that may tell of clients by the PROXY protocol and by headers. */
    List<String> proxies() {
        return List.copyOf(proxies);
    }

    void write(YamlText yaml) {
        if (!proxies.isEmpty()) {
            yaml.line("trusted-proxies: " + YamlText.list(proxies()));
        }
        if (logDirectory != null) {
            yaml.line("logs:").line("  directory: " + YamlText.scalar(logDirectory));
            if (jsonLog) {
                yaml.line("  access-format: json");
            }
        }
        if (!limits.isEmpty()) {
            yaml.line("limits:");
            limits.forEach((key, millis) -> yaml.line("  " + key + ": " + NginxUnits.duration(millis)));
        }
    }
}
