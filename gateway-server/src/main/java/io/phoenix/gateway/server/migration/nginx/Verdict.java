package io.phoenix.gateway.server.migration.nginx;

/** What became of a directive; the later outweighs the earlier where it applies in several places. */
enum Verdict {
    /** The gateway does so anyway. */
    DEFAULT("default here"),
    TRANSLATED("translated"),
    LEFT("not translated");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
