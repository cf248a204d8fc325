package io.phoenix.gateway.server;

import io.phoenix.gateway.server.demo.DemoApp;
import io.phoenix.gateway.server.demo.DemoBackends;
import io.phoenix.gateway.server.demo.SelfSigned;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A test's gateway with the operator's routes, over HTTP and HTTPS, before the demo's backends. */
final class DemoGateway implements AutoCloseable {

    private static final String CONFIG = """
            hosts: [localhost, 127.0.0.1]
            listeners:
              - { name: http, address: "127.0.0.1:0" }
              - { name: https, address: "127.0.0.1:0", tls: true }
            tls: { directory: "@DIRECTORY@" }
            admin: { address: "127.0.0.1:0" }
            upstreams:
              vllm-chat: { address: "@VLLM_CHAT@" }
              vllm-embedding: { address: "@VLLM_EMBEDDING@" }
              qdrant: { address: "@QDRANT@" }
              n8n: { address: "@N8N@" }
              llamacpp: { address: "@LLAMACPP@" }
            models:
              granite-3.3-8b-instruct:
                upstream: vllm-chat
                aliases: [granite, ibm-granite/granite-3.3-8b-instruct]
              embedding:
                upstream: vllm-embedding
                kind: embedding
                served-as: ibm-granite/granite-embedding-english-r2
                aliases: [ibm-granite/granite-embedding-english-r2, text-embedding-ada-002]
            routes:
              - { name: chat, path: /v1/chat/completions, methods: [POST], models: chat }
              - { name: completions, path: /v1/completions, methods: [POST], models: completion }
              - { name: embeddings, path: /v1/embeddings, methods: [POST], models: embedding }
              - { name: models, path: [/v1/models, /v1/models/], methods: [GET], list-models: true }
              - { name: qdrant, path: /qdrant/, upstream: qdrant }
              - { name: n8n, path: /n8n/, upstream: n8n }
              - { name: llamacpp, path: /llamacpp/, upstream: llamacpp }
            """;

    private final DemoBackends backends;
    private final TestGateway gateway;
    private final Path certificate;

    private DemoGateway(DemoBackends backends, TestGateway gateway, Path certificate) {
        this.backends = backends;
        this.gateway = gateway;
        this.certificate = certificate;
    }

    static DemoGateway start(Path directory, Duration pace) throws Exception {
        SelfSigned pair = SelfSigned.create(directory, "demo", List.of("localhost"), List.of("127.0.0.1"));
        DemoBackends backends = DemoBackends.start(pace);
        String text = CONFIG.replace("@DIRECTORY@", directory.toString());
        for (DemoApp app : DemoApp.values()) {
            InetSocketAddress address = backends.address(app);
            text = text.replace("@" + app.name() + "@", address.getHostString() + ":" + address.getPort());
        }
        return new DemoGateway(backends, TestGateway.start(directory, text), pair.certificate());
    }

    DemoBackends backends() {
        return backends;
    }

    TestGateway gateway() {
        return gateway;
    }

    /** The certificate that clients of {@code https} must trust. */
    Path certificate() {
        return certificate;
    }

    String url(String scheme) {
        return scheme + "://localhost:" + gateway.port(scheme);
    }

    @Override
    public void close() {
        gateway.close();
        backends.close();
    }
}
