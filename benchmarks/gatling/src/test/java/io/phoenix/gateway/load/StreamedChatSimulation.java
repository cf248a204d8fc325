package io.phoenix.gateway.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.sse;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.SseMessageCheck;
import io.gatling.javaapi.http.SseSetCheckActionBuilder;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Streamed answers. Every token is waited for by itself, so that the report has a row for the time between two. */
public final class StreamedChatSimulation extends Simulation {

    private static final int TOKENS = Settings.number("tokens", 64);
    private static final Duration FIRST = Duration.ofMillis(Settings.number("first-token-ms", 10_000));
    private static final Duration NEXT = Duration.ofMillis(Settings.number("next-token-ms", 2_000));

    /** A real model may put two tokens into an event or end early, so it is asked for more than is waited for. */
    private static final int ASKED_FOR = Settings.isDemo() ? TOKENS : 2 * TOKENS;

    private static final String BODY = """
            {"messages":[{"role":"user","content":"Count to 1000"}],"max_tokens":%d,"stream":true,\
            "model":"#{name}"}""".formatted(ASKED_FOR);

    public StreamedChatSimulation() {
        setUp(scenario("streamed chat")
                        .exec(streamed())
                        .injectOpen(constantUsersPerSec(Settings.rate(10)).during(Settings.duration())))
                .protocols(Settings.protocol())
                .assertions(global().failedRequests().count().is(0L));
    }

    static ChainBuilder streamed() {
        // The group adds up the wait for the head and the one from there to the first token.
        ChainBuilder first = group("time to first token")
                .on(sse("answer's head")
                        .post("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .body(StringBody(BODY))
                        .await(FIRST)
                        .on(token("head to first token")));
        // Not in a loop: Gatling's loops leave the event loop now and then, and events that come meanwhile are lost.
        SseSetCheckActionBuilder others = sse("other tokens").setCheck();
        for (int i = 1; i < TOKENS; i++) {
            others = others.await(NEXT).on(token("token to token"));
        }
        others = others.await(NEXT.multipliedBy(1 + ASKED_FOR - TOKENS))
                .on(sse.checkMessage("last token to end")
                        .matching(substring("[DONE]"))
                        .check(whole()));
        return feed(Settings.chatModels()).exec(first).exitHereIfFailed().exec(others);
    }

    /** The first event has a role and no token, and the last ones have none either. */
    private static SseMessageCheck token(String name) {
        return sse.checkMessage(name)
                .matching(regex("\"content\":\"[^\"]"))
                .check(
                        jsonPath("$.data.model").isEL("#{name}"),
                        jsonPath("$.data.choices[0].delta.content")
                                .transformWithSession((token, session) -> told(session) + token)
                                .saveAs("told"));
    }

    /** Whether no token was lost on the way, which only the demo's backends allow to tell. */
    private static CheckBuilder whole() {
        String expected =
                IntStream.rangeClosed(1, TOKENS).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        return bodyString().validate("the whole answer", (event, session) -> {
            if (Settings.isDemo() && !told(session).equals(expected)) {
                throw new IllegalStateException("told: " + told(session));
            }
            return event;
        });
    }

    private static String told(Session session) {
        return session.contains("told") ? session.getString("told") : "";
    }
}
