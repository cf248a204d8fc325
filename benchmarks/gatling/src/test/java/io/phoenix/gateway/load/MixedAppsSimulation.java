package io.phoenix.gateway.load;

import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.ArrayList;
import java.util.List;

/** A busy evening: apps, chats, streams and embeddings at once, with WebSockets open beside them. */
public final class MixedAppsSimulation extends Simulation {

    private static final double RATE = Settings.rate(50);
    private static final int PATIENCE = 5;

    public MixedAppsSimulation() {
        List<PopulationBuilder> users = new ArrayList<>(List.of(
                users("apps", 0.4, page()),
                users("chats", 0.2, Calls.chat("chat")),
                users("embeddings", 0.2, Calls.embeddings("embeddings")),
                users("streams", 0.1, StreamedChatSimulation.streamed()),
                users("sockets", 0.05, socket())));
        if (Settings.isDemo()) {
            users.add(users("talks", 0.05, talk()));
        }
        setUp(users)
                .protocols(Settings.protocol())
                .assertions(global().failedRequests().count().is(0L));
    }

    private static PopulationBuilder users(String name, double share, ChainBuilder chain) {
        return scenario(name)
                .exec(chain)
                .injectOpen(constantUsersPerSec(RATE * share).during(Settings.duration()));
    }

    private static ChainBuilder page() {
        return feed(Settings.apps())
                .exec(Calls.stamped(http("#{name}").get("#{name}").check(status().is(200))));
    }

    /** n8n refuses an origin other than the host that it was asked for, which it knows from the gateway only. */
    private static ChainBuilder socket() {
        return feed(Settings.sockets())
                .exec(ws("open #{name}")
                        .connect("#{name}")
                        .header("Origin", Settings.target())
                        .await(PATIENCE)
                        .on(ws.checkTextMessage("its first message")
                                .check(substring("Invalid origin").notExists())))
                .exitHereIfFailed()
                .pause(1)
                .exec(ws("close #{name}").close());
    }

    /** The socket of the demo's Open WebUI gives back what it gets. */
    private static ChainBuilder talk() {
        return feed(Settings.chatModels())
                .exec(ws("open a talk").connect("/webui/ws/socket.io"))
                .exitHereIfFailed()
                .exec(repeat(5, "i")
                        .on(ws("say")
                                .sendText("#{i} to #{name}")
                                .await(PATIENCE)
                                .on(ws.checkTextMessage("say and hear")
                                        .check(bodyString().isEL("echo: #{i} to #{name}"))))
                        .exec(pause(1)))
                .exec(ws("end a talk").close());
    }
}
