package io.phoenix.gateway.server;

import java.nio.file.Path;

/** The configuration of a gateway most of whose routes ask an authentication service first. */
final class AuthRoutes {

    private AuthRoutes() {}

    /**
     * Routes to {@code app} that ask the service at the address {@code service}.
     *
     * @param directory for what is held on disk
     * @param more lines at the top level
     */
    static String yaml(Path directory, String service, RecordingBackend app, String more) {
        return TestGateway.LISTENERS + more + """
                limits: { held-body-memory: 64KiB, spill-directory: "%s" }
                upstreams:
                  sso: { address: "%s", connect-timeout: 2s }
                  app: { address: "%s" }
                models:
                  m: { upstream: app }
                auth:
                  sso:
                    upstream: sso
                    path: /api/authz/forward-auth?x=1
                    response-headers: [Remote-User, Remote-Groups, X-Forwarded-Email]
                    timeout: 10s
                  hasty: { upstream: sso, path: /, timeout: 250ms }
                  curt: { upstream: sso, path: /, request-headers: [Cookie] }
                routes:
                  - { name: app, path: /app/, upstream: app, auth: sso, cors: { origins: ["https://a.lab"] }, block: [/shut] }
                  - { name: hasty, path: /hasty/, upstream: app, auth: hasty }
                  - { name: curt, path: /curt/, upstream: app, auth: curt }
                  - { name: far, path: /far/, upstream: app, auth: sso, allow: [10.0.0.7] }
                  - { name: small, path: /small/, upstream: app, auth: sso, max-body: 1KiB }
                  - { name: list, path: /v1/models, list-models: true, auth: sso }
                  - { name: chat, path: /v1/chat/completions, models: chat, auth: sso, explain: true }
                  - { name: named, path: /named/, models: chat, model-from: path, auth: sso }
                  - { name: open, path: /open/, upstream: app }
                """.formatted(directory, service, app.address());
    }
}
