package io.phoenix.gateway.server.demo;

import org.jspecify.annotations.Nullable;

/** What one stand-in answers. Called on the demo's event loop only, so state in it needs no locks. */
interface DemoApplication {

    /** Answers one request whose body is complete. Whatever way it takes, it ends in exactly one answer. */
    void answer(DemoExchange exchange);

    /** The conversation behind an upgrade request, or null when there is no WebSocket at that path. */
    default @Nullable DemoSocket socket(DemoRequest request) {
        return null;
    }

    /** The largest body that this program takes; beyond it the answer is 413. */
    default long bodyLimit() {
        return 256L << 20;
    }
}
