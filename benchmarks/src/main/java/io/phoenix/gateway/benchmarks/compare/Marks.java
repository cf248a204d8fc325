package io.phoenix.gateway.benchmarks.compare;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When backends saw what, in {@link System#nanoTime()}: load and backends are one process, so the two sides of a proxy
 * share a clock. A request carries its mark in its query. Thread-safe.
 */
final class Marks {
    private final Map<String, CompletableFuture<Long>> firstBytes = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Long>> aborts = new ConcurrentHashMap<>();

    /** When the first byte of the body of the request with {@code mark} came. */
    CompletableFuture<Long> firstByte(String mark) {
        return firstBytes.computeIfAbsent(mark, m -> new CompletableFuture<>());
    }

    /** When the connection of the request with {@code mark} was closed although its answer had not ended. */
    CompletableFuture<Long> abort(String mark) {
        return aborts.computeIfAbsent(mark, m -> new CompletableFuture<>());
    }

    /** Lets go of {@code mark}. */
    void forget(String mark) {
        firstBytes.remove(mark);
        aborts.remove(mark);
    }
}
