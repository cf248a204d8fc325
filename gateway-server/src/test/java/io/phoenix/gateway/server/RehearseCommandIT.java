package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.server.observe.Logs;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What bin/gateway records the classes of a start from. */
final class RehearseCommandIT {

    @Test
    @Timeout(60)
    void servesItsOwnRequestsAndEnds() {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = Main.execute(writer, writer, "rehearse");
        Logs.toConsole();
        assertThat(said.toString()).isEmpty();
        assertThat(code).isZero();
    }
}
