package io.phoenix.gateway.server.demo;

import java.time.Duration;

/** One stand-in: what it answers, how fast its streams tick, and what it has counted. */
record DemoBackend(String label, DemoApplication application, DemoCounters counters, Duration pace) {

    static final String HEADER = "X-Demo-Backend";
}
