package io.phoenix.gateway.server.migration.nginx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * NGINX's configuration read, and as much of it as can be said in the gateway's own. Nothing is connected to and
 * nothing written. Immutable once read; any thread.
 */
public final class NginxImport {

    private final String yaml;
    private final ImportReport report;

    private NginxImport(String yaml, ImportReport report) {
        this.yaml = yaml;
        this.report = report;
    }

    /**
     * Reads {@code files}, each a whole configuration or what stands in its {@code http} block, as one configuration.
     *
     * @throws NginxInputException if one cannot be read or is not NGINX's language
     */
    public static NginxImport read(List<Path> files) throws NginxInputException {
        ImportReport report = new ImportReport();
        List<Directive> top = new ArrayList<>();
        for (Path file : files) {
            top.addAll(new SourceFiles(report).read(file));
        }
        return of(top, files, report);
    }

    /** Makes a configuration of directives that were read from {@code files}. */
    static NginxImport of(List<Directive> top, List<Path> files, ImportReport report) throws NginxInputException {
        List<Directive> http = new ArrayList<>();
        for (Directive directive : top) {
            if (directive.is("http") && directive.isBlock()) {
                http.addAll(directive.block());
                report.translated(directive, "what stands in it was read");
            } else {
                http.add(directive);
            }
        }
        if (http.stream().noneMatch(directive -> directive.is("server") && directive.isBlock())) {
            throw new NginxInputException(
                    files.get(0) + ": has no server block, so there is nothing to make routes of");
        }
        GatewayDraft draft = translate(http, report);
        new Leftovers(report).report(top, null);
        return new NginxImport(draft.write(files), report);
    }

    private static GatewayDraft translate(List<Directive> directives, ImportReport report) {
        Scope http = new Scope(null, directives);
        Listeners listeners = new Listeners(report);
        Upstreams upstreams = new Upstreams(directives, report);
        ModelMaps models = new ModelMaps(directives, upstreams, report);
        RouteBook book = new RouteBook(report);
        TlsDraft tls = new TlsDraft(report);
        SharedSettings shared = new SharedSettings(report);
        List<Directive> servers = directives.stream()
                .filter(directive -> directive.is("server") && directive.isBlock())
                .toList();
        servers.forEach(listeners::add);
        ServerTranslator translator =
                new ServerTranslator(http, listeners, new LocationTranslator(upstreams, models, report), book, report);
        for (Directive server : servers) {
            Scope scope = new Scope(http, server.block());
            tls.add(scope);
            shared.add(scope);
            translator.translate(server);
        }
        upstreams.finish();
        listeners.requireKnownProxies(shared);
        tls.requireCertificates(listeners);
        return new GatewayDraft(listeners, tls, shared, upstreams, models, book);
    }

    /** The gateway's configuration, which says of each part where it came from. */
    public String yaml() {
        return yaml;
    }

    /** What became of every directive. */
    public ImportReport report() {
        return report;
    }
}
