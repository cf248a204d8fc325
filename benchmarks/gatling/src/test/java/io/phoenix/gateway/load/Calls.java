package io.phoenix.gateway.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Body;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

/** The calls that several simulations make, each with the checks that make a wrong answer a failure. */
final class Calls {

    private static final String JSON = "application/json";

    private Calls() {}

    /** A short question; the model stands behind the messages, as the Python client sends it. */
    static ChainBuilder chat(String name) {
        return chat(name, StringBody("""
                        {"messages":[{"role":"user","content":"Who answers me?"}],"max_tokens":64,"model":"#{name}"}"""));
    }

    /** A body that names the model that the session holds in {@code name}. */
    static ChainBuilder chat(String name, Body body) {
        HttpRequestActionBuilder call = http(name)
                .post("/v1/chat/completions")
                .header("Content-Type", JSON)
                .body(body)
                .check(status().saveAs("status"), status().is(200))
                .check(jsonPath("$.model").isEL("#{name}"))
                .check(jsonPath("$.choices[0].message.content").exists());
        return feed(Settings.chatModels()).exec(stamped(call));
    }

    static ChainBuilder embeddings(String name) {
        HttpRequestActionBuilder call = http(name)
                .post("/v1/embeddings")
                .header("Content-Type", JSON)
                .body(StringBody("""
                        {"input":["a door","two windows"],"model":"#{name}"}"""))
                .check(status().is(200), jsonPath("$.model").isEL("#{name}"))
                .check(jsonPath("$.data[*].embedding[0]").count().is(2));
        return feed(Settings.embeddingModels()).exec(stamped(call));
    }

    /** The demo's backends name themselves; elsewhere there is no such header to look at. */
    static HttpRequestActionBuilder stamped(HttpRequestActionBuilder call) {
        return Settings.isDemo() ? call.check(header("X-Demo-Backend").isEL("#{backend}")) : call;
    }
}
