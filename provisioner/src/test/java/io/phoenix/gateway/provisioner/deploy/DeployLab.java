package io.phoenix.gateway.provisioner.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.lab.LabHost;
import io.phoenix.gateway.provisioner.lab.LabProvisioner;
import io.phoenix.gateway.provisioner.lab.LabProvisioner.Result;
import io.phoenix.gateway.provisioner.lab.Needs;
import io.phoenix.gateway.provisioner.lab.Template;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The operator's 953 and two backends beside it, as real containers at his addresses, before anything is deployed. */
@SuppressWarnings("try") // its end waits for a process, and may be interrupted like any wait
final class DeployLab implements AutoCloseable {
    static final String DOOR = "10.0.0.153";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final LabHost lab;
    private final LabProvisioner provision;
    private final Path files;
    private final Path release;

    private DeployLab(Path release, LabHost lab, Path files) throws IOException {
        this.lab = lab;
        this.files = files;
        this.release = release;
        this.provision = new LabProvisioner(lab, files.resolve("phoenix_hypervisor_config.json"));
    }

    /**
     * One for the release that {@code -Drelease} names.
     *
     * @param by the script that names it
     * @param template of 953; null for one with BusyBox, which gets the C library that the release's Java needs
     */
    static DeployLab start(String by, @Nullable Path template) throws Exception {
        Path release = Needs.named("release", by);
        Needs.programs("curl openssl", "curl", "openssl");
        LabHost host = LabHost.start();
        DeployLab lab =
                new DeployLab(release, host, Files.createDirectory(host.work().resolve("files")));
        try {
            lab.prepare(template);
            return lab;
        } catch (Exception | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    private void prepare(@Nullable Path template) throws Exception {
        Path data = lab.work().resolve("pve/quickOS/shared-prod-data");
        Files.createDirectories(data);
        lab.run("mount", "-t", "tmpfs", "-o", "mode=755", "prod", data.toString());
        Path small = Template.make(lab.work().resolve("template.tar.gz"));
        String containers = resource("../lxc/phoenix_lxc_configs.json").replace("TEMPLATE", small.toString());
        if (template != null) {
            int door = containers.indexOf("\"953\"");
            containers = containers.substring(0, door)
                    + containers
                            .substring(door)
                            .replace("\"clone_from_ctid\": \"900\"", "\"template\": \"" + template + "\"");
        }
        Files.writeString(
                files.resolve("phoenix_hypervisor_config.json"), resource("../lxc/phoenix_hypervisor_config.json"));
        Files.writeString(files.resolve("phoenix_lxc_configs.json"), containers);
        provision(0, "apply");
        certificate(data.resolve("ssl"));
        backend(950);
        backend(951);
        if (template == null) {
            cLibrary();
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DeployLab.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        }
    }

    /** As an operator puts it into the volume; the provisioner gives the key to the gateway's group. */
    private void certificate(Path ssl) throws Exception {
        lab.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=door",
                "-addext",
                "subjectAltName=IP:" + DOOR,
                "-keyout",
                ssl.resolve("door.key").toString(),
                "-out",
                ssl.resolve("door.crt").toString());
        lab.run("chmod", "644", ssl.resolve("door.crt").toString());
        provision(0, "apply", "--fix-keys");
    }

    /** Puts a file into the gateway's container. */
    void put(Path file, String destination) throws Exception {
        attach(953, new Command(List.of("dd", "of=" + destination), LIMIT, file));
    }

    private void backend(int id) throws Exception {
        Path script = Files.writeString(files.resolve("backend.sh"), resource("backend.sh"));
        attach(id, new Command(List.of("dd", "of=/backend"), LIMIT, script));
        lab.inside(id, "sh", "-c", "printf '#!/bin/sh\\nexec sh /backend " + id + "\\n' >/answer; chmod 755 /answer");
        lab.inside(id, "start-stop-daemon", "-S", "-b", "-x", "/bin/nc", "--", "-ll", "-p", "8000", "-e", "/answer");
    }

    /** What the release's Java needs of the host that it was built for; every container but one with BusyBox has it. */
    private void cLibrary() throws Exception {
        Path tar = files.resolve("c.tar");
        Path script = Path.of("../verify/provision/c-library").toAbsolutePath();
        lab.run("sh", "-c", """
                set -eu
                release=$(mktemp -d)
                tar -xzf "$1" -C "$release"
                "$3" "$release" | sort -u | tar -c -h -f "$2" -P -T -
                rm -rf "$release"
                """, "sh", release.toString(), tar.toString(), script.toString());
        attach(953, new Command(List.of("tar", "-x", "-f", "-", "-C", "/"), LIMIT, tar));
    }

    private void attach(int id, Command command) throws Exception {
        Outcome outcome =
                lab.runner().run(command.by(List.of("lxc-attach", "-n", Integer.toString(id), "--clear-env", "--")));
        assertThat(outcome.isOk()).as(outcome.complaint()).isTrue();
    }

    LabHost host() {
        return lab;
    }

    Path file(String name) {
        return files.resolve(name);
    }

    Path release() {
        return release;
    }

    /** Runs the program, which must end with {@code code}; returns what it wrote. */
    String provision(int code, String command, String... options) throws Exception {
        Result result = provision.run(command, options);
        assertThat(result.code()).as(result.text()).isEqualTo(code);
        return result.text();
    }

    /**
     * Starts a deployment of {@code config} and kills it at the step that begins with {@code step}, if it comes so far.
     */
    void killAt(String step, Path config) throws Exception {
        Process deploy = provision.start("deploy", "--gateway-config", config.toString());
        LabHost.await(() -> !deploy.isAlive() || provision.text().contains(step), "there is no step " + step);
        // The one that it runs, and not the nsenter before it.
        deploy.toHandle().children().forEach(ProcessHandle::destroyForcibly);
        deploy.waitFor();
    }

    /** The configuration of the tests with a change, in a file of that name. */
    Path config(String name, String from, String to) throws IOException {
        String text = resource("gateway.yaml");
        assertThat(text).contains(from);
        return Files.writeString(files.resolve(name), text.replace(from, to));
    }

    /** What the gateway answers to a request for that model. */
    String ask(String scheme, String path, String model) throws Exception {
        return lab.run(
                "curl",
                "-sSk",
                "-m",
                "10",
                "-H",
                "Content-Type: application/json",
                "-d",
                "{\"model\":\"" + model + "\"}",
                scheme + "://" + DOOR + path);
    }

    /** What a program says in the gateway's container, as its root. */
    String inside(String... arguments) throws Exception {
        return lab.inside(953, arguments).out();
    }

    /** Clients that ask until {@link Load#end}. */
    Load load() throws IOException {
        Path enough = files.resolve("enough");
        Path out = files.resolve("load.out");
        Files.deleteIfExists(enough);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = lab.process(List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Path.of("target/test-classes").toAbsolutePath().toString(),
                        LoadClient.class.getName(),
                        DOOR,
                        enough.toString()))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        return () -> {
            Files.writeString(enough, "");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return Files.readString(out);
        };
    }

    /** Clients at work. */
    @FunctionalInterface
    interface Load {
        /** Ends them; returns what they tell. */
        String end() throws Exception;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        lab.close();
    }
}
