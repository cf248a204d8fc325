package io.phoenix.gateway.server.demo;

/** The part of a vLLM server that depends on its model. */
interface VllmTask {

    /** The one name that the server answers to. */
    String servedName();

    /** The model's name at its publisher. */
    String root();

    /** The most tokens of prompt and answer together. */
    int longest();

    /** Answers a request whose body is an object and whose model, if any was named, is this one. */
    void run(DemoExchange exchange, JsonValue body);
}
