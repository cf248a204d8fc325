package io.phoenix.gateway.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** Short questions to several models in turn, answered in one piece. */
public final class ChatSimulation extends Simulation {

    public ChatSimulation() {
        setUp(scenario("chat")
                        .exec(Calls.chat("chat"))
                        .injectOpen(constantUsersPerSec(Settings.rate(50)).during(Settings.duration())))
                .protocols(Settings.protocol())
                .assertions(global().failedRequests().count().is(0L));
    }
}
