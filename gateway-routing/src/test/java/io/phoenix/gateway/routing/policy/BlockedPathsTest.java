package io.phoenix.gateway.routing.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.routing.policy.BlockedPaths.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling leads around a blocked path, and what is not blocked passes. */
final class BlockedPathsTest {

    private static final BlockedPaths BLOCKED = new BlockedPaths(
            Stream.of("/metrics", "/slots/", "POST /props", "GET /info", "/api/blobs/", "/with%20blank")
                    .map(line -> BlockedPath.parse(line, line))
                    .toList());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/metrics?x=/y",
                "/metrics/",
                "/metrics//",
                "//metrics",
                "///metrics",
                "/%6detrics",
                "/%6Detrics",
                "/%256detrics",
                "/%25256detrics",
                "/%%36detrics",
                "/METRICS",
                "/Metrics",
                "/metrics;a=b",
                "/metrics%3Ba=b",
                "/;x/metrics",
                "/metrics%3fx",
                "/metrics%23x",
                "/metrics%00",
                "/metrics%00.html",
                "/metrics%20",
                "/metrics%09",
                "/metrics%0a",
                "/%5cmetrics",
                "/\\metrics",
                "/%2fmetrics",
                "/%2Fmetrics%2F",
                "/slots",
                "/slots/",
                "/slots/0?action=save",
                "/slots%2f0",
                "/api//blobs/sha256:0",
                "/api%2Fblobs%2Fx",
                "/with%20blank"
            })
    void everySpellingIsBlocked(String target) {
        assertThat(BLOCKED.judge("GET", target)).as(target).isInstanceOf(Verdict.Blocked.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x/../metrics",
                "/./metrics",
                "/metrics/.",
                "/metrics//..",
                "/%2e%2e/metrics",
                "/x/%2E./metrics",
                "/x/..%2fmetrics",
                "/x/..;a/metrics",
                "/x/%252e%252e/metrics",
                "/x%3f/../metrics",
                "/x\\..\\metrics"
            })
    void dotSegmentsAreNeverResolvedHere(String target) {
        assertThat(BLOCKED.judge("GET", target)).as(target).isInstanceOf(Verdict.Ambiguous.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/metric",
                "/metricsx",
                "/metrics/x",
                "/x/metrics",
                "/slotsx/0",
                "/api/blob/x",
                "/api/blobsx",
                "/v1/...",
                "/a?next=/../metrics",
                "/a%zz",
                "/a%",
                "/props"
            })
    void othersPass(String target) {
        assertThat(BLOCKED.judge("GET", target)).as(target).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void methodsMatter() {
        assertThat(BLOCKED.judge("POST", "/props")).isInstanceOf(Verdict.Blocked.class);
        assertThat(BLOCKED.judge("post", "/props")).isInstanceOf(Verdict.Blocked.class);
        assertThat(BLOCKED.judge("HEAD", "/info")).as("a GET without the body").isInstanceOf(Verdict.Blocked.class);
        assertThat(BLOCKED.judge("PUT", "/info")).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void theRuleIsNamed() {
        BlockedPaths set = new BlockedPaths(List.of(BlockedPath.parse("llamacpp-private", "/slots/")));
        assertThat(set.judge("GET", "/slots"))
                .isEqualTo(new Verdict.Blocked(new BlockedPath("llamacpp-private", null, "/slots/")));
        assertThat(set).hasToString("llamacpp-private");
    }

    @Test
    void slashAloneIsEverything() {
        BlockedPaths all = new BlockedPaths(List.of(BlockedPath.parse("/", "/")));
        assertThat(all.judge("GET", "/")).isInstanceOf(Verdict.Blocked.class);
        assertThat(all.judge("GET", "/a/b")).isInstanceOf(Verdict.Blocked.class);
    }
}
