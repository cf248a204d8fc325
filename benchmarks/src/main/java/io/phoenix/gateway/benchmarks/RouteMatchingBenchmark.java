package io.phoenix.gateway.benchmarks;

import io.netty.handler.codec.http.HttpMethod;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestValidator;
import io.phoenix.gateway.routing.ProxyRule;
import io.phoenix.gateway.routing.Route;
import io.phoenix.gateway.routing.RoutingTable;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time to find the route of a request and to decide on it, among 10 to 10 000 routes with paths of two segments. With
 * {@code -prof gc} also the garbage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouteMatchingBenchmark {

    /** What the request asks for. */
    public enum Path {
        /** The path that the last route names. */
        EXACT,
        /** Three segments below the prefix of the last route but one. */
        BELOW_PREFIX,
        /** What no route takes. */
        NONE
    }

    @Param({"10", "100", "1000", "10000"})
    public int routes;

    @Param({"EXACT", "BELOW_PREFIX", "NONE"})
    public Path path;

    private RoutingTable table;
    private RequestHead head;

    @Setup
    public void fill() {
        Upstream upstream = new Upstream("upstream", List.of());
        List<Route> all = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            String own = "/apps/app-" + i + (i % 2 == 0 ? "/" : "");
            all.add(new Route(
                    new RoutePolicy("route-" + i, RoutePolicy.UNLIMITED),
                    List.of("ai.phoenix.local"),
                    List.of(own),
                    Set.of("GET"),
                    new ProxyRule(upstream, true)));
        }
        table = new RoutingTable(all);
        String target = switch (path) {
            case EXACT -> "/apps/app-" + (routes - 1);
            case BELOW_PREFIX -> "/apps/app-" + (routes - 2) + "/collections/points/search?limit=3";
            case NONE -> "/elsewhere/app-1/collections";
        };
        head = RequestValidator.validate(RequestHeads.of(HttpMethod.GET, target), RequestHeads.CLIENT)
                .head();
    }

    @Benchmark
    public RouteDecision route() {
        return table.route(head);
    }
}
