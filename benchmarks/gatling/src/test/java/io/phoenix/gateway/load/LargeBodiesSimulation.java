package io.phoenix.gateway.load;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.ArrayList;
import java.util.List;

/** Prompts with pictures, of 1 MB and 20 MB, with the model behind them: the route is known when all has come. */
public final class LargeBodiesSimulation extends Simulation {

    private final Picture small = Picture.ofMegabytes(1);
    private final Picture large = Picture.ofMegabytes(20);

    public LargeBodiesSimulation() {
        double rate = Settings.rate(4);
        List<PopulationBuilder> users = new ArrayList<>(List.of(
                users("1 MB", rate, look("chat of 1 MB", small)),
                users("20 MB", rate / 8, look("chat of 20 MB", large))));
        if (Settings.isDemo()) {
            users.add(users("upload", rate / 8, upload()));
        }
        setUp(users)
                .protocols(Settings.protocol())
                .assertions(global().failedRequests().count().is(0L));
    }

    private static PopulationBuilder users(String name, double rate, ChainBuilder chain) {
        return scenario(name).exec(chain).injectOpen(constantUsersPerSec(rate).during(Settings.duration()));
    }

    private static ChainBuilder look(String name, Picture picture) {
        return Calls.chat(name, ByteArrayBody(session -> picture.prompt(session.getString("name"))));
    }

    /** Every backend of the demo has a path that tells the digest of what arrived there. */
    private ChainBuilder upload() {
        byte[] body = large.prompt("none");
        return exec(http("upload of 20 MB")
                .post("/qdrant/demo/echo")
                .body(ByteArrayBody(body))
                .check(status().is(200), jsonPath("$.bodySha256").is(Picture.sha256(body))));
    }
}
