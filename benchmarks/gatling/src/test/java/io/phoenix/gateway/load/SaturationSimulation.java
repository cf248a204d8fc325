package io.phoenix.gateway.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;

/**
 * Chats at a rate that rises level by level. Each level has a row of its own in the report, and begins when the last
 * answer of the one before has come, so that the row where the times bend is the rate that is too much.
 */
public final class SaturationSimulation extends Simulation {

    private static final int STEP = Settings.number("step", 200);
    private static final int LEVELS = Settings.number("levels", 8);

    public SaturationSimulation() {
        setUp(from(1))
                .protocols(Settings.protocol())
                .assertions(global().failedRequests().count().is(0L));
    }

    private static PopulationBuilder from(int level) {
        int rate = level * STEP;
        PopulationBuilder users = scenario("at " + rate + "/s")
                .exec(Calls.chat("chat at " + rate + "/s"))
                .injectOpen(constantUsersPerSec(rate).during(Settings.duration()));
        return level == LEVELS ? users : users.andThen(from(level + 1));
    }
}
