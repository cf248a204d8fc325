package io.phoenix.gateway.provisioner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.command.Outcome;
import org.junit.jupiter.api.Test;

final class HealthTest {
    private static Health of(int code, String... rows) {
        return Health.of(new Outcome(
                code,
                "UPSTREAM  ENDPOINT         IN FLIGHT  CONNECTIONS  HEALTH  SINCE                 WHY\n"
                        + String.join("\n", rows),
                ""));
    }

    private static final String SINCE = "  2026-11-29T08:00:00Z";

    @Test
    void itIsWorseToLoseAnUpstreamThatTheOtherReaches() {
        Health before =
                of(0, "chat 10.0.0.150:8000 0 2 up" + SINCE, "n8n 10.0.0.154:5678 1 1 down" + SINCE + " refused");
        Health now = of(
                0,
                "chat 10.0.0.150:8001 0 0 down" + SINCE + " /health cannot be asked: Connection refused",
                "n8n 10.0.0.154:5678 0 0 down" + SINCE + " refused",
                "new 10.0.0.160:80 0 0 down" + SINCE + " refused");
        assertThat(now.worseThan(before))
                .containsExactly("chat 10.0.0.150:8001 (/health cannot be asked: Connection refused)");
        assertThat(now.down()).hasSize(3).contains("new 10.0.0.160:80: refused");
    }

    @Test
    void oneOfSeveralEndpointsIsEnough() {
        Health before = of(0, "chat a:1 0 0 up" + SINCE, "chat b:1 0 0 up" + SINCE);
        assertThat(of(0, "chat a:1 0 0 up" + SINCE, "chat b:1 0 0 down" + SINCE + " refused")
                        .worseThan(before))
                .isEmpty();
    }

    @Test
    void whatIsNotProbedIsNeitherUpNorDown() {
        Health now = of(0, "chat a:1 0 0 not probed  -", "n8n b:1 0 0 unknown  -");
        assertThat(now.isReady()).isTrue();
        assertThat(now.isSure()).isFalse();
        assertThat(now.down()).isEmpty();
        assertThat(of(0, "chat a:1 0 0 not probed  -").isSure()).isTrue();
    }

    @Test
    void whoDoesNotAnswerIsNotReady() {
        assertThat(of(1).isReady()).isFalse();
    }
}
