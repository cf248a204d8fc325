package io.phoenix.gateway.server.migration.nginx;

import io.phoenix.gateway.server.migration.nginx.Token.Kind;

/**
 * Splits a configuration into words and marks by the rules of NGINX's own reader: quotes count only where a word
 * begins, a comment too; a backslash keeps what follows from ending the word; <code>${name}</code> does not open a
 * block. Variables stay as they are written. One thread, one pass.
 */
final class Lexer {

    private static final int END = -1;

    private final String file;
    private final String text;
    private int at;
    private int line = 1;
    private int column = 1;

    Lexer(String file, String text) {
        this.file = file;
        this.text = text;
    }

    Token next() throws NginxInputException {
        skipBlanksAndComments();
        Place place = here();
        int c = peek();
        return switch (c) {
            case END -> new Token(Kind.END, "", place);
            case ';' -> mark(Kind.SEMICOLON, place);
            case '{' -> mark(Kind.OPEN, place);
            case '}' -> mark(Kind.CLOSE, place);
            case '"', '\'' -> quoted(c, place);
            default -> plain(place);
        };
    }

    /**
     * Passes over a block in another language, whose opening brace was read, with its closing brace. Braces within
     * Lua's strings and comments are no braces.
     */
    void skipForeignBlock(Place opened) throws NginxInputException {
        for (int depth = 1; depth > 0; ) {
            int c = take();
            switch (c) {
                case END -> throw new NginxInputException(opened, "the block that begins here has no \"}\"");
                case '{' -> depth++;
                case '}' -> depth--;
                case '"', '\'' -> skipForeignText(c);
                case '-' -> {
                    if (peek() == '-') {
                        skipLine();
                    }
                }
                default -> {}
            }
        }
    }

    private void skipForeignText(int quote) {
        int c = take();
        while (c != quote && c != '\n' && c != END) {
            if (c == '\\') {
                take();
            }
            c = take();
        }
    }

    private void skipBlanksAndComments() {
        while (true) {
            int c = peek();
            if (c == '#') {
                skipLine();
            } else if (isBlank(c)) {
                take();
            } else {
                return;
            }
        }
    }

    private void skipLine() {
        while (peek() != '\n' && peek() != END) {
            take();
        }
    }

    private Token mark(Kind kind, Place place) {
        take();
        return new Token(kind, "", place);
    }

    private Token quoted(int quote, Place place) throws NginxInputException {
        take();
        StringBuilder word = new StringBuilder();
        for (int c = take(); c != quote; c = take()) {
            if (c == END) {
                throw new NginxInputException(place, "the text that begins here has no closing " + (char) quote);
            }
            append(word, c);
        }
        int next = peek();
        if (next != END && !isBlank(next) && ";{)".indexOf(next) < 0) {
            throw new NginxInputException(
                    here(), "unexpected \"" + Character.toString(next) + "\" behind a closing quote");
        }
        return new Token(Kind.WORD, word.toString(), place);
    }

    private Token plain(Place place) {
        StringBuilder word = new StringBuilder();
        boolean variable = false;
        for (int c = peek(); c != END && !isBlank(c) && c != ';' && (c != '{' || variable); c = peek()) {
            variable = c == '$';
            append(word, take());
        }
        return new Token(Kind.WORD, word.toString(), place);
    }

    /** Adds a character, or what an escape stands for; of escapes that mean nothing here the backslash stays. */
    private void append(StringBuilder word, int c) {
        if (c != '\\' || peek() == END) {
            word.append((char) c);
            return;
        }
        int escaped = take();
        switch (escaped) {
            case '"', '\'', '\\' -> word.append((char) escaped);
            case 't' -> word.append('\t');
            case 'r' -> word.append('\r');
            case 'n' -> word.append('\n');
            default -> word.append('\\').append((char) escaped);
        }
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private int take() {
        if (at == text.length()) {
            return END;
        }
        char c = text.charAt(at++);
        if (c == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
        return c;
    }

    private Place here() {
        return new Place(file, line, column);
    }
}
