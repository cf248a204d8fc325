package io.phoenix.gateway.server.migration.nginx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the text of one file into directives; knows the grammar and no directive's meaning. */
final class Parser {

    /** NGINX itself knows no directive that nests nearly as deep. */
    private static final int DEEPEST = 50;

    private static final String FOREIGN_BLOCK = "_by_lua_block";

    private final Lexer lexer;

    private Parser(Lexer lexer) {
        this.lexer = lexer;
    }

    /** The directives of {@code text}, which is called {@code file} in every place. */
    static List<Directive> parse(String file, String text) throws NginxInputException {
        return new Parser(new Lexer(file, text)).block(null, 0);
    }

    private List<Directive> block(@Nullable Place opened, int depth) throws NginxInputException {
        List<Directive> directives = new ArrayList<>();
        while (true) {
            Token token = lexer.next();
            switch (token.kind()) {
                case WORD -> directives.add(directive(token, depth));
                case SEMICOLON -> throw unexpected(";", token);
                case OPEN -> throw unexpected("{", token);
                case CLOSE -> {
                    if (opened == null) {
                        throw unexpected("}", token);
                    }
                    return directives;
                }
                case END -> {
                    if (opened != null) {
                        throw new NginxInputException(opened, "the block that begins here has no \"}\"");
                    }
                    return directives;
                }
            }
        }
    }

    private Directive directive(Token name, int depth) throws NginxInputException {
        List<String> arguments = new ArrayList<>();
        while (true) {
            Token token = lexer.next();
            switch (token.kind()) {
                case WORD -> arguments.add(token.text());
                case SEMICOLON -> {
                    return new Directive(name.place(), name.text(), arguments, null);
                }
                case OPEN -> {
                    return new Directive(
                            name.place(), name.text(), arguments, blockOf(name.text(), token.place(), depth));
                }
                case CLOSE -> throw unexpected("}", token);
                case END ->
                    throw new NginxInputException(
                            name.place(), "\"" + name.text() + "\" ends with neither \";\" nor a block");
            }
        }
    }

    private List<Directive> blockOf(String name, Place opened, int depth) throws NginxInputException {
        if (depth == DEEPEST) {
            throw new NginxInputException(opened, "blocks are nested more than " + DEEPEST + " deep");
        }
        if (name.endsWith(FOREIGN_BLOCK)) {
            lexer.skipForeignBlock(opened);
            return List.of();
        }
        return block(opened, depth + 1);
    }

    private static NginxInputException unexpected(String mark, Token token) {
        return new NginxInputException(token.place(), "unexpected \"" + mark + "\"");
    }
}
