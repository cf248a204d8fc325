package io.phoenix.gateway.server.demo;

import java.util.concurrent.atomic.AtomicLong;

/** What one stand-in has seen. Written on the demo's event loop, read from anywhere. */
final class DemoCounters {

    final AtomicLong connections = new AtomicLong();
    final AtomicLong running = new AtomicLong();
    final AtomicLong aborted = new AtomicLong();
    final AtomicLong promptTokens = new AtomicLong();
    final AtomicLong generatedTokens = new AtomicLong();
}
