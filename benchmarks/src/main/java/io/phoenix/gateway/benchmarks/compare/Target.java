package io.phoenix.gateway.benchmarks.compare;

/** What the load speaks to: a proxy, or the backends themselves. Thread-safe. */
interface Target {
    /** The name in reports. */
    String name();

    /** The port of the loopback for requests that {@code backend} is to answer. */
    int port(int backend);

    /** The port that speaks TLS, or 0 for none. */
    int tlsPort();

    /** What stands before paths of the path route. */
    String prefix();

    /** Whether one connection reaches every backend. */
    boolean isProxy();

    /** Whether it is compiled while it runs, so that it needs some time to become as fast as it is. */
    boolean runsOnJvm();

    /** What it has used so far. */
    Usage usage();

    /** Forgets the largest memory so far. */
    void resetPeak();
}
