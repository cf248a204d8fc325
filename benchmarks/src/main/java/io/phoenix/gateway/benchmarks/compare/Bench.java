package io.phoenix.gateway.benchmarks.compare;

/**
 * What scenarios work with.
 *
 * @param load opens connections
 * @param bulk the same on another thread, so that what moves there does not delay what is timed on the first
 * @param marks what the backends saw
 * @param starter starts further proxies like those under test
 */
record Bench(Load load, Load bulk, Marks marks, Starter starter) {
    /** Starts a proxy of the same kind as {@code target}, on ports of its own. */
    interface Starter {
        PeerProcess start(Target target) throws Exception;
    }
}
