package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.server.migration.nginx.NginxImport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A site file of the test resources, its placeholders filled, for NGINX and for the gateway. */
final class NginxSite {

    private final Path directory;
    private final Path file;
    private final int port;

    private NginxSite(Path directory, Path file, int port) {
        this.directory = directory;
        this.file = file;
        this.port = port;
    }

    /** Writes the file called {@code name}, which listens on {@code port} of the loopback. */
    static NginxSite write(Path directory, String name, int port, Map<String, String> replacements) throws IOException {
        String text = resource(name).replace("LISTEN", String.valueOf(port));
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            text = text.replace(replacement.getKey(), replacement.getValue());
        }
        return new NginxSite(directory, Files.writeString(directory.resolve(name), text), port);
    }

    static String resource(String name) throws IOException {
        try (InputStream in = NginxImport.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The gateway with what the import makes of the file, on a port that the system chooses. */
    TestGateway startGateway() throws Exception {
        String yaml = NginxImport.read(List.of(file)).yaml();
        assertThat(yaml).contains("127.0.0.1:" + port);
        return TestGateway.start(
                directory,
                yaml.replace("address: 127.0.0.1:" + port, "address: \"127.0.0.1:0\"")
                        + "admin: { address: \"127.0.0.1:0\" }\n");
    }

    /** The real NGINX with the file; {@code modules} are directives before all others. */
    Process startNginx(String modules) throws IOException {
        String main = """
                %s
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  include %s;
                }
                """.formatted(modules, file);
        Path configuration = Files.writeString(directory.resolve("nginx.conf"), main);
        return new ProcessBuilder("nginx", "-e", "stderr", "-p", directory.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.log").toFile())
                .start();
    }

    int port() {
        return port;
    }
}
