package io.phoenix.gateway.server;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import io.phoenix.gateway.core.tls.ClientTls;
import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.server.config.AppConfig;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.control.ModelDiscovery;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code gateway explain}: where one request would go, and why. Decides with the very objects that serve, but sends
 * nothing; only {@code --discover} connects, to ask for models. Exit codes: 0 explained, 1 the body cannot be read, 2
 * wrong usage, 3 the configuration is not valid.
 */
@Command(
        name = "explain",
        description = "Tells where a request would go and why, and why not elsewhere. Sends nothing.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    private static final int CANNOT_EXPLAIN = 1;

    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    private Path config = Path.of("");

    @Parameters(
            index = "0",
            paramLabel = "METHOD|APP",
            description = "Like POST; or the name of an app, alone, to be told what it stands for and what it needs.")
    private String method = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATH",
            description = "Like /v1/chat/completions, with its query, if any; or a whole URL.")
    private String target = "";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "A header of the request, as often as needed.")
    private List<String> headers = List.of();

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "The client's address; 127.0.0.1 if it is not given.")
    private String from = "127.0.0.1";

    @Option(
            names = "--listener",
            paramLabel = "NAME",
            description = "The listener that it comes in by; matters only where a route is for listeners by name.")
    private String listener = "";

    @Option(
            names = {"-d", "--body"},
            paramLabel = "TEXT",
            description = "The body.")
    private @Nullable String body;

    @Option(
            names = "--body-file",
            paramLabel = "FILE",
            description = "The file that holds the body; - for standard input.")
    private @Nullable Path bodyFile;

    @Option(
            names = "--discover",
            description = "Asks the upstreams for their models first, as the running gateway does.")
    private boolean discover;

    ExplainCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        GatewayConfig read = ConfigFile.read(config, err);
        if (read == null) {
            return Main.INVALID_CONFIG;
        }
        if (target.isEmpty()) {
            return explainApp(read);
        }
        InetAddress client = NetUtil.createInetAddressFromIpAddressString(from);
        if (client == null) {
            err.println("gateway: --from " + from + " is not an address; write it like 10.0.0.7");
            return CommandLine.ExitCode.USAGE;
        }
        if (!listener.isEmpty()
                && read.listeners().stream().noneMatch(known -> known.name().equals(listener))) {
            err.println("gateway: --listener " + listener + ": there is none of this name in " + config);
            return CommandLine.ExitCode.USAGE;
        }
        try {
            byte[] bytes = body();
            HttpRequest request = request(read, bytes);
            TableBuilder.Built built =
                    discover ? TableBuilder.buildExplained(read) : TableBuilder.buildUnconnected(read);
            try (ModelDiscovery discovery =
                    new ModelDiscovery(read.discovery(), discover ? built.discovered() : List.of(), built.models())) {
                discovery.start();
                discovery.awaitFirstRound();
                out.print(Explanation.of(built, listener, client, request, bytes));
                out.flush();
            } finally {
                built.tls().forEach(ClientTls::close);
            }
            return 0;
        } catch (TlsSetupException e) {
            err.println(e.getMessage());
            return Main.INVALID_CONFIG;
        } catch (IOException e) {
            err.println("gateway: the body cannot be read from " + bodyFile + ": " + e.getMessage());
            return CANNOT_EXPLAIN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CANNOT_EXPLAIN;
        }
    }

    private int explainApp(GatewayConfig read) {
        AppConfig app = read.apps().stream()
                .filter(known -> known.name().equals(method))
                .findFirst()
                .orElse(null);
        if (app == null) {
            err.println("gateway: no app of " + config + " is named " + method + ", and to explain a request takes its"
                    + " path too, like explain POST /v1/chat/completions");
            return CommandLine.ExitCode.USAGE;
        }
        out.print(AppExplanation.of(read, app));
        out.flush();
        return 0;
    }

    private byte[] body() throws IOException {
        Path file = bodyFile;
        if (file != null) {
            return file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file);
        }
        return body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    }

    private HttpRequest request(GatewayConfig read, byte[] bytes) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target);
        for (String header : headers) {
            int colon = header.indexOf(':');
            String name = colon < 0 ? header : header.substring(0, colon);
            request.headers()
                    .add(
                            name.trim(),
                            colon < 0 ? "" : header.substring(colon + 1).trim());
        }
        if (!request.headers().contains(HttpHeaderNames.HOST)) {
            request.headers().set(HttpHeaderNames.HOST, usualHost(read));
        }
        if (bytes.length > 0) {
            request.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        }
        return request;
    }

    private static String usualHost(GatewayConfig read) {
        return read.hosts().stream()
                .filter(host -> !host.startsWith("*"))
                .map(host -> host.indexOf(':') < 0 ? host : '[' + host + ']')
                .findFirst()
                .orElse("localhost");
    }
}
