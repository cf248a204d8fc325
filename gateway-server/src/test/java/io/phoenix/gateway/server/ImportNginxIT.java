package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is made of NGINX's site files leads requests to where NGINX led them: a table of paths, tried on the gateway
 * and, where it is installed, on NGINX itself. What is different on purpose stands in the table, with its reason.
 */
@Timeout(120)
final class ImportNginxIT {

    private record Row(String path, String nginx, String gateway) {}

    private record Ran(int exitCode, String out, String err) {}

    @TempDir
    Path directory;

    private final Map<String, RecordingBackend> backends = new LinkedHashMap<>();

    @BeforeEach
    void startBackends() throws IOException {
        for (String name : List.of("one", "two", "three", "rest")) {
            backends.put(name, new RecordingBackend(name));
        }
    }

    @AfterEach
    void stop() {
        backends.values().forEach(RecordingBackend::close);
        Logs.toConsole();
    }

    private NginxSite site(String name) throws IOException {
        return NginxSite.write(
                directory,
                name,
                FreePort.find(),
                Map.of(
                        "server ONE", "server " + backends.get("one").address(),
                        "server TWO", "server " + backends.get("two").address(),
                        "server THREE", "server " + backends.get("three").address(),
                        "server REST", "server " + backends.get("rest").address()));
    }

    private static List<Row> table() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : NginxSite.resource("paths.txt").lines().toList()) {
            String[] cells = Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new);
            if (!line.startsWith("#") && cells.length > 1) {
                rows.add(new Row(cells[0], cells[1], cells.length > 2 ? cells[2] : cells[1]));
                assertThat(cells.length).as(line).isIn(2, 4);
            }
        }
        return rows;
    }

    /** What becomes of a request: the upstream and the path that it got, or the status, with where a redirect leads. */
    private String outcome(int port, String path) throws IOException {
        backends.values().forEach(RecordingBackend::forget);
        String head;
        try (RawConnection client = RawConnection.to(port)) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n");
            head = client.readHead();
        }
        for (Map.Entry<String, RecordingBackend> backend : backends.entrySet()) {
            if (backend.getValue().begun() > 0) {
                return backend.getKey() + " "
                        + backend.getValue().only().requestLine().split(" ")[1];
            }
        }
        String location = RawConnection.header(head, "location");
        return head.split(" ")[1] + (location == null ? "" : " " + location.replaceFirst("^https?://[^/]*", ""));
    }

    @Test
    void requestsGoWhereTheTableSays() throws Exception {
        try (TestGateway gateway = site("paths.conf").startGateway()) {
            for (Row row : table()) {
                assertThat(outcome(gateway.port(), row.path())).as(row.path()).isEqualTo(row.gateway());
            }
        }
    }

    @Test
    void nginxItselfDoesWhatTheTableSays() throws Exception {
        assumeTrue(isInstalled(), "skipped: NGINX is not installed");
        NginxSite site = site("paths.conf");
        Process nginx = site.startNginx("");
        try {
            await(site.port(), nginx);
            for (Row row : table()) {
                assertThat(outcome(site.port(), row.path())).as(row.path()).isEqualTo(row.nginx());
            }
        } finally {
            nginx.destroyForcibly().waitFor();
        }
    }

    private static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nginx")));
    }

    private void await(int port, Process nginx) {
        Awaitility.await().until(() -> {
            assertThat(nginx.isAlive()).as(() -> read("nginx.log")).isTrue();
            try (RawConnection connection = RawConnection.to(port)) {
                return connection.socket().isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void theModelDecidesAtLast() throws Exception {
        NginxSite site = site("models.conf");
        try (TestGateway gateway = site.startGateway()) {
            for (String[] pair : new String[][] {{"granite", "one"}, {"embedding", "two"}}) {
                backends.values().forEach(RecordingBackend::forget);
                assertThat(ask(gateway.port(), pair[0])).contains(" 200 ");
                assertThat(backends.get(pair[1]).only().body()).contains(pair[0]);
            }
            assertThat(ask(gateway.port(), "unknown")).contains(" 404 ").contains("model_not_found");
        }
    }

    /** The fault that the import tells of: the map's default gets all. */
    @Test
    void nginxItselfNeverKnowsTheModel() throws Exception {
        Path module = Path.of("/usr/lib/nginx/modules/ngx_http_js_module.so");
        assumeTrue(isInstalled() && Files.exists(module), "skipped: NGINX and its JavaScript are not installed");
        file("http.js", """
                function get_model(r) {
                    return r.requestText ? JSON.parse(r.requestText).model : '';
                }
                export default { get_model };
                """);
        NginxSite site = site("models.conf");
        Process nginx = site.startNginx("load_module " + module + ";");
        try {
            await(site.port(), nginx);
            assertThat(ask(site.port(), "granite")).contains(" 200 ");
            assertThat(backends.get("two").only().body()).contains("granite");
        } finally {
            nginx.destroyForcibly().waitFor();
        }
    }

    private static String ask(int port, String model) throws IOException {
        String body = "{\"model\":\"" + model + "\",\"messages\":[]}";
        try (RawConnection client = RawConnection.to(port)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            return client.readMessage();
        }
    }

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void theExitCodeSaysWhetherAllWasTranslated() throws Exception {
        String all = "server { listen 80; server_name a.lab; location / { proxy_pass http://10.0.0.1:80; } }";
        Ran complete = run("import", "nginx", file("all.conf", all).toString());
        assertThat(complete.exitCode()).as(complete.err()).isZero();
        assertThat(complete.out()).contains("upstream: \"10.0.0.1-80\"");
        Ran some = run(
                "import",
                "nginx",
                file("some.conf", all.replace("listen 80;", "gzip on;")).toString());
        assertThat(some.exitCode()).isEqualTo(2);
        assertThat(some.err()).contains("some.conf:1:10: gzip on");
        Ran bad = run(
                "import", "nginx", file("bad.conf", "server {\n listen 80\n}").toString());
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.err()).contains("bad.conf:3:1: unexpected \"}\"");
        assertThat(run("import", "nginx", "nowhere.conf").err()).contains("nowhere.conf: does not exist");
        assertThat(run("import", "nginx").exitCode()).isEqualTo(1);
        assertThat(run("import").exitCode()).isEqualTo(1);
    }

    @Test
    void nothingThatExistsIsOverwrittenUnlessForced() throws Exception {
        String site = file("a.conf", "server { location / { proxy_pass http://10.0.0.1; } }")
                .toString();
        Path made = directory.resolve("gateway.yaml");
        Path report = directory.resolve("report.json");
        String[] arguments = {"import", "nginx", site, "-o", made.toString(), "--report", report.toString(), "--json"};
        assertThat(run(arguments).exitCode()).isZero();
        assertThat(Files.readString(report)).contains("\"directives\"", "\"findings\"");
        assertThat(run("check", "--config", made.toString()).exitCode()).isZero();
        Files.writeString(made, "mine");
        Ran refused = run(arguments);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("gateway.yaml exists");
        assertThat(made).hasContent("mine");
        String[] forced = Arrays.copyOf(arguments, arguments.length + 1);
        forced[arguments.length] = "--force";
        assertThat(run(forced).exitCode()).isZero();
        assertThat(Files.readString(made)).contains("routes:");
    }

    @Test
    void whatTheGatewayWouldNotTakeIsNotWritten() throws Exception {
        String loop = "server { listen 8080; server_name a.lab; location / { proxy_pass http://127.0.0.1:8080; } }";
        Path made = directory.resolve("gateway.yaml");
        Ran ran = run("import", "nginx", file("loop.conf", loop).toString(), "-o", made.toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("is the gateway itself");
        assertThat(made).doesNotExist();
    }
}
