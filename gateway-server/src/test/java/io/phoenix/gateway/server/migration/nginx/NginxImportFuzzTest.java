package io.phoenix.gateway.server.migration.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.phoenix.gateway.server.config.ConfigProblem;
import io.phoenix.gateway.server.config.ConfigReader;
import io.phoenix.gateway.server.config.ConfigResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a site file says, it is refused with its place, or makes a configuration that the gateway reads, and a
 * report that knows every directive.
 */
class NginxImportFuzzTest {

    private static final int MUTANTS = 60;

    /** What the gateway may find wrong in what was made: what only the whole of a file is wrong about. */
    private static final String LOOP = "is the gateway itself";

    private static final String[] WORDS = {
        "server",
        "location",
        "listen",
        "server_name",
        "proxy_pass",
        "upstream",
        "map",
        "rewrite",
        "return",
        "if",
        "set",
        "allow",
        "deny",
        "all",
        "add_header",
        "include",
        "ssl",
        "ssl_certificate",
        "ssl_certificate_key",
        "default",
        "default_server",
        "/a/",
        "/a",
        "= /a",
        "~ ^/(a|b)/",
        "~* \\.png$",
        "^~ /b/",
        "@x",
        "80",
        "[::]:80",
        "443",
        "*:8080",
        "unix:/x",
        "http://u",
        "http://u/",
        "https://10.0.0.1:9443/b/",
        "http://$v",
        "$v",
        "\"$v\"",
        "granite u",
        "$model",
        "js_set",
        "http.get_model",
        "10.0.0.0/8",
        "::1",
        "\"",
        "'",
        "{",
        "}",
        ";",
        "#",
        "\\",
        "\n",
        " ",
        "${",
        "\u00e4",
        "client_max_body_size",
        "10m",
        "proxy_read_timeout",
        "1h",
        "break",
        "^/a/(.*)$",
        "/$1",
        "\0",
        "*",
        "%",
        "..",
        "."
    };

    @FuzzTest(maxDuration = "60s")
    void anyText(FuzzedDataProvider data) {
        StringBuilder text = new StringBuilder();
        while (data.remainingBytes() > 0 && text.length() < 4000) {
            text.append(data.consumeBoolean() ? data.pickValue(WORDS) + " " : data.consumeString(6));
        }
        check(text.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mutants(long seed) {
        Random random = new Random(seed);
        for (String name : SiteFiles.NAMES) {
            String whole = SiteFiles.text(name);
            for (int i = 0; i < MUTANTS; i++) {
                check(mutant(whole, random));
            }
        }
    }

    private static String mutant(String whole, Random random) {
        StringBuilder text = new StringBuilder(whole);
        for (int n = 1 + random.nextInt(5); n > 0; n--) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + random.nextInt(12));
            String instead = random.nextInt(3) == 0 ? "" : WORDS[random.nextInt(WORDS.length)];
            text.replace(from, random.nextBoolean() ? from : to, instead);
        }
        return text.toString();
    }

    private static void check(String text) {
        ImportReport report = new ImportReport();
        NginxImport made;
        try {
            made = NginxImport.of(Parser.parse("site.conf", text), List.of(Path.of("site.conf")), report);
        } catch (NginxInputException refused) {
            assertThat(refused.getMessage()).matches("(?s)site\\.conf:([0-9]+:[0-9]+:)? .+");
            return;
        }
        ConfigResult read = ConfigReader.read("made.yaml", made.yaml(), Path.of("/etc/gateway"));
        List<ConfigProblem> errors = new ArrayList<>(read.problems());
        errors.removeIf(problem -> problem.severity() == ConfigProblem.Severity.WARNING
                || problem.message().contains(LOOP));
        assertThat(errors).as("%s%nmade of%n%s", made.yaml(), text).isEmpty();
        assertThat(report.text()).contains(report.summary());
        assertThat(report.json()).contains("\"counts\"");
    }
}
