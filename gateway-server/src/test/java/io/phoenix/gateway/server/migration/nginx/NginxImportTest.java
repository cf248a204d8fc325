package io.phoenix.gateway.server.migration.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phoenix.gateway.server.config.ConfigReader;
import io.phoenix.gateway.server.config.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is made of site files, and what is said of them. */
final class NginxImportTest {

    @TempDir
    Path directory;

    static Stream<String> siteFiles() {
        return SiteFiles.NAMES.stream();
    }

    private static NginxImport made(String text) throws NginxInputException {
        return NginxImport.of(Parser.parse("site.conf", text), List.of(Path.of("site.conf")), new ImportReport());
    }

    private static NginxImport server(String directives) throws NginxInputException {
        return made("server { listen 80; server_name a.lab; " + directives + " }");
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** The golden files are what an operator would get; whoever changes them reads what changed. */
    @ParameterizedTest
    @MethodSource("siteFiles")
    void siteFilesBecomeWhatTheyAlwaysDid(String name) throws Exception {
        Path site = write(name + ".conf", SiteFiles.text(name));
        NginxImport made = NginxImport.read(List.of(site));
        String folder = directory + "/";
        assertThat(made.yaml().replace(folder, "")).isEqualTo(SiteFiles.resource(name + ".yaml"));
        assertThat(made.report().text().replace(folder, "")).isEqualTo(SiteFiles.resource(name + ".report"));
    }

    @ParameterizedTest
    @MethodSource("siteFiles")
    void whatIsMadeLoads(String name) throws Exception {
        NginxImport made = made(SiteFiles.text(name));
        assertThat(ConfigReader.read("made.yaml", made.yaml(), Path.of("/etc/gateway")))
                .isInstanceOf(ConfigResult.Accepted.class);
    }

    @Test
    void whatWasClosedStaysClosed() throws Exception {
        assertThat(server("location / { proxy_pass http://a; } location /metrics { deny all; }")
                        .yaml())
                .contains("block: [/metrics, /metrics/]");
        assertThat(server("location /x/ { proxy_pass http://a/; } location = /x/admin { return 403; }")
                        .yaml())
                .contains("block: [/admin]");
        NginxImport guarded =
                server("location / { proxy_pass http://a; } location /p/ { auth_basic x; proxy_pass http://b; }");
        assertThat(guarded.yaml()).contains("block: [/p/]").contains("#    path: /p/");
        assertThat(guarded.report().isComplete()).isFalse();
    }

    @Test
    void whatCannotBeClosedIsSaidToBeOpen() throws Exception {
        assertThat(server("location / { proxy_pass http://a; } location ~ \\.git { deny all; }")
                        .report()
                        .text())
                .contains("what is closed here is OPEN");
    }

    @Test
    void aLocationThatIsNotTranslatedLeavesNoSilentDetour() throws Exception {
        assertThat(server("location / { proxy_pass http://a; } location /docs/ { root /var/www; }")
                        .report()
                        .text())
                .contains("what asks for /docs/ goes to the route root");
    }

    @Test
    void timeoutsServeAllWhoShareAnUpstream() throws Exception {
        String both =
                "location /a/ { proxy_pass http://u; proxy_read_timeout %s; } location /b/ { proxy_pass http://u; %s }";
        assertThat(server(both.formatted("20s", "proxy_read_timeout 30s;")).yaml())
                .contains("first-byte-timeout: 30s");
        assertThat(server(both.formatted("20s", "")).yaml()).doesNotContain("first-byte-timeout");
        assertThat(server(both.formatted("20m", "")).yaml()).contains("first-byte-timeout: 20m");
    }

    @Test
    void listenersShareRoutesSoTheSecondOfTwoIsLeft() throws Exception {
        NginxImport made = made("server { listen 8001; location / { proxy_pass http://a; } }"
                + " server { listen 8002; location / { proxy_pass http://b; } }");
        assertThat(made.yaml())
                .contains("hosts: [\"*\"]")
                .contains("upstream: a")
                .doesNotContain("upstream: b\n");
        assertThat(made.report().text()).contains("the gateway's listeners share all routes");
    }

    @Test
    void fixedHeadersGoUpstreamAndEmptyOnesDoNot() throws Exception {
        NginxImport made = server("location / { proxy_pass http://a; proxy_set_header Host app.lab;"
                + " proxy_set_header Accept-Encoding \"\"; proxy_set_header X-User $remote_user; }");
        assertThat(made.yaml()).contains("request-headers:", "Host: app.lab", "remove: [Accept-Encoding]");
        assertThat(made.report().text()).contains("the value of request-headers is a fixed text");
    }

    @Test
    void redirectsStayRedirectsWhereARouteCanSayThem() throws Exception {
        assertThat(server("location = /old { return 301 /new; }").yaml())
                .contains("path: /old", "redirect: { to: /new, status: 301 }");
        assertThat(made("server { listen 80; server_name www.a.lab; return 301 https://a.lab$request_uri; }")
                        .yaml())
                .contains("hosts: [www.a.lab]", "redirect: { to: \"https://a.lab/\", status: 301 }");
        assertThat(server("location /old/ { return 301 /new/; }").report().isComplete())
                .isFalse();
    }

    @Test
    void includesAreReadFromTheFolderOfTheirFile() throws Exception {
        write("sites/b.conf", "location /b/ { proxy_pass http://b; }");
        write("sites/a.conf", "include deeper/*.inc;");
        write("sites/deeper/x.inc", "location /x/ { proxy_pass http://x; }");
        Path main =
                write("nginx.conf", "http { server { server_name a.lab; include sites/*.conf; include gone.conf; } }");
        NginxImport made = NginxImport.read(List.of(main));
        assertThat(made.yaml()).contains("path: /b/", "path: /x/").contains("sites/deeper/x.inc:1");
        assertThat(made.report().text()).contains("gone.conf does not exist here");
    }

    @Test
    void aCircleOfIncludesIsRefused() throws Exception {
        Path first = write("a.conf", "include b.conf;");
        write("b.conf", "\n include a.conf;");
        assertThatThrownBy(() -> NginxImport.read(List.of(first)))
                .isInstanceOf(NginxInputException.class)
                .hasMessageContaining("b.conf:2:2")
                .hasMessageContaining("includes itself");
    }

    @Test
    void keysThatEverybodyCanReadArePointedOut() throws Exception {
        Path key = write("a.key", "");
        Path site = write(
                "site.conf",
                "server { listen 443 ssl; server_name a.lab; ssl_certificate a.crt; ssl_certificate_key a.key; }");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(NginxImport.read(List.of(site)).report().text()).contains("chmod 600");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(NginxImport.read(List.of(site)).report().text()).doesNotContain("chmod 600");
    }

    @Test
    void certificatesWithoutTheWordSslArePointedOut() throws Exception {
        assertThat(made("server { listen 443; ssl_certificate a; ssl_certificate_key b; }")
                        .report()
                        .text())
                .contains("NGINX speaks clear text on 443");
    }

    @Test
    void thePlainListenerRedirectsOnlyIfAllOfItsServersDo() throws Exception {
        String redirect = "server { listen 80; server_name a.lab; return 301 https://$host:8443$request_uri; }";
        String app = "server { listen 80; server_name b.lab; location / { proxy_pass http://b; } }";
        assertThat(made(redirect).yaml()).contains("redirect-to-https: 8443");
        NginxImport both = made(redirect + app);
        assertThat(both.yaml()).doesNotContain("redirect-to-https");
        assertThat(both.report().text()).contains("CLEAR TEXT");
    }

    @Test
    void everyDirectiveIsInTheReportOnce() throws Exception {
        String json = made(SiteFiles.text("hard")).report().json();
        assertThat(json).containsOnlyOnce("\"surprise 7\"").contains("the import does not know this directive");
    }
}
