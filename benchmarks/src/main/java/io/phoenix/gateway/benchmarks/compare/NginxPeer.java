package io.phoenix.gateway.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** NGINX with njs. */
record NginxPeer(boolean logs) implements Peer {
    private static final String MODULE = "ngx_http_js_module.so";
    private static final List<Path> MODULES = List.of(
            Path.of("/usr/lib/nginx/modules"), Path.of("/usr/lib64/nginx/modules"), Path.of("/etc/nginx/modules"));

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public String program() {
        return "nginx";
    }

    @Override
    public String advice() {
        return "sudo apt-get install nginx libnginx-mod-http-js";
    }

    @Override
    public List<String> files() {
        return List.of("nginx.conf", "nginx-routes.conf", "models.js");
    }

    @Override
    public List<String> command(Path directory) {
        return List.of(
                "nginx",
                "-p",
                directory + "/",
                "-c",
                directory.resolve("nginx.conf").toString(),
                "-e",
                directory.resolve("error.log").toString());
    }

    @Override
    public String reloadSignal() {
        return "HUP";
    }

    @Override
    public Map<String, String> words() {
        Path modules = MODULES.stream()
                .filter(directory -> Files.exists(directory.resolve(MODULE)))
                .findFirst()
                .orElse(MODULES.get(0));
        // Started by root, its workers would be somebody who may not read the run's directory.
        String user = System.getProperty("user.name");
        return Map.of(
                "MODULES", modules.toString(),
                "USER", user.equals("root") ? "user root;" : "",
                "ACCESS_LOG", logs ? "access.log combined buffer=64k flush=1s" : "off");
    }
}
