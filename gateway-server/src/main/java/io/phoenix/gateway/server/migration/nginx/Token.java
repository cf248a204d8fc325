package io.phoenix.gateway.server.migration.nginx;

/**
 * A word or a mark of the configuration.
 *
 * @param text of a word, without its quotes and escapes
 */
record Token(Kind kind, String text, Place place) {

    enum Kind {
        WORD,
        SEMICOLON,
        OPEN,
        CLOSE,
        END
    }
}
