package io.phoenix.gateway.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** Many small requests, as they come while documents are taken into a vector store. */
public final class EmbeddingsSimulation extends Simulation {

    public EmbeddingsSimulation() {
        setUp(scenario("embeddings")
                        .exec(Calls.embeddings("embeddings"))
                        .injectOpen(constantUsersPerSec(Settings.rate(100)).during(Settings.duration())))
                .protocols(Settings.protocol())
                .assertions(global().failedRequests().count().is(0L));
    }
}
