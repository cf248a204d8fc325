package io.phoenix.gateway.routing.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which endpoint is next. */
final class UpstreamTest {

    private static Upstream upstream(int endpoints) {
        Duration second = Duration.ofSeconds(1);
        UpstreamPolicy policy = new UpstreamPolicy(second, second, second, second, 1);
        return new Upstream(
                "vllm",
                IntStream.rangeClosed(1, endpoints)
                        .mapToObj(port -> new Endpoint("vllm", "127.0.0.1", port, policy, null))
                        .toList());
    }

    @Test
    void equalEndpointsTakeTurns() {
        Upstream upstream = upstream(3);
        for (int round = 0; round < 4; round++) {
            Set<Endpoint> seen = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                seen.add(upstream.select(List.of()));
            }
            assertThat(seen).hasSize(3);
        }
    }

    @Test
    void theOneWithTheLeastInFlightIsNextWhereverTheTurnStands() {
        Upstream upstream = upstream(3);
        Endpoint idle = upstream.endpoints().get(1);
        upstream.endpoints().get(0).attemptStarted();
        upstream.endpoints().get(2).attemptStarted();
        for (int i = 0; i < 7; i++) {
            assertThat(upstream.select(List.of())).isSameAs(idle);
        }
        idle.attemptStarted();
        idle.attemptStarted();
        assertThat(upstream.select(List.of())).isNotSameAs(idle);
        idle.attemptEnded();
        idle.attemptEnded();
        assertThat(upstream.select(List.of())).isSameAs(idle);
    }

    @Test
    void whatWasTriedIsNotTriedAgain() {
        Upstream upstream = upstream(2);
        Endpoint first = upstream.endpoints().get(0);
        Endpoint second = upstream.endpoints().get(1);
        second.attemptStarted();
        for (int i = 0; i < 4; i++) {
            assertThat(upstream.select(List.of(first))).isSameAs(second);
        }
        assertThat(upstream.select(List.of(first, second))).isNull();
    }

    @Test
    void aSingleEndpointIsAlwaysNext() {
        Upstream upstream = upstream(1);
        upstream.endpoints().get(0).attemptStarted();
        assertThat(upstream.select(List.of())).isSameAs(upstream.endpoints().get(0));
        assertThat(upstream.select(upstream.endpoints())).isNull();
    }

    @Test
    void anEndpointThatIsDownIsPassedOverWhileAnotherOneIsNot() {
        Upstream upstream = upstream(3);
        Endpoint up = upstream.endpoints().get(2);
        upstream.health(upstream.endpoints().get(0)).down("503");
        upstream.health(upstream.endpoints().get(1)).down("503");
        up.attemptStarted();
        for (int i = 0; i < 7; i++) {
            assertThat(upstream.select(List.of())).isSameAs(up);
        }
        assertThat(upstream.select(List.of(up))).as("when nothing else is left").isNotNull();
        upstream.health(upstream.endpoints().get(1)).up();
        assertThat(upstream.select(List.of())).isSameAs(upstream.endpoints().get(1));
    }

    @Test
    void whenAllAreDownTheyTakeTurnsAsEver() {
        Upstream upstream = upstream(2);
        upstream.endpoints().forEach(endpoint -> upstream.health(endpoint).down("503"));
        assertThat(upstream.select(List.of())).isNotNull().isNotSameAs(upstream.select(List.of()));
    }

    @Test
    void onlyWhatIsDownIsRemarkedUpon() {
        Upstream upstream = upstream(2);
        Endpoint down = upstream.endpoints().get(1);
        upstream.health(down).down("503");
        assertThat(upstream.remark(upstream.endpoints().get(0))).isNull();
        assertThat(upstream.remark(down)).startsWith("its health probe fails too, since 2");
    }
}
