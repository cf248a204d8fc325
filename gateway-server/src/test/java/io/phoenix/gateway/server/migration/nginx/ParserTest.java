package io.phoenix.gateway.server.migration.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NGINX's language: what is a word, what a block, and where things stand. */
final class ParserTest {

    private static List<Directive> parse(String text) throws NginxInputException {
        return Parser.parse("site.conf", text);
    }

    private static List<String> arguments(String text) throws NginxInputException {
        return parse(text).get(0).arguments();
    }

    @Test
    void wordsEndAtBlanksSemicolonsAndBraces() throws Exception {
        assertThat(arguments("a b\tc\r\n d;e;")).containsExactly("b", "c", "d");
        List<Directive> block = parse("server{listen 80;location / {return 404;}}");
        assertThat(block).hasSize(1);
        assertThat(block.get(0).block()).hasSize(2);
        assertThat(block.get(0).block().get(1).arguments()).containsExactly("/");
    }

    @Test
    void quotesKeepBlanksAndMarks() throws Exception {
        assertThat(arguments("a \"b; {c} # d\" 'e \"f\"' \"\";")).containsExactly("b; {c} # d", "e \"f\"", "");
    }

    @Test
    void quotesWithinAWordAreCharacters() throws Exception {
        assertThat(arguments("a b\"c'd;")).containsExactly("b\"c'd");
    }

    @Test
    void escapesStandForTheirCharacters() throws Exception {
        assertThat(arguments("a \"q\\\"q\" x\\ty b\\\\c;")).containsExactly("q\"q", "x\ty", "b\\c");
        assertThat(arguments("location ~ ^/a\\.b\\d+$ {}")).containsExactly("~", "^/a\\.b\\d+$");
        assertThat(arguments("a b\\;c;")).containsExactly("b\\;c");
        assertThat(arguments("a b\\ c;")).containsExactly("b\\ c");
    }

    @Test
    void variablesStayAsTheyAreWritten() throws Exception {
        assertThat(arguments("a http://${up}_x/$uri$is_args;")).containsExactly("http://${up}_x/$uri$is_args");
        assertThat(parse("if ($a = b) { return 404; }").get(0).block()).hasSize(1);
    }

    @Test
    void aBraceEndsAnExpressionThatIsNotQuoted() throws Exception {
        assertThat(arguments("location ~ \"^/a{2}$\" {}")).containsExactly("~", "^/a{2}$");
    }

    @Test
    void commentsBeginWhereAWordWould() throws Exception {
        assertThat(parse("# a;\na b#c; # d;\n#e")).hasSize(1);
        assertThat(arguments("a b#c;")).containsExactly("b#c");
    }

    @Test
    void otherLanguagesArePassedOver() throws Exception {
        List<Directive> directives = parse("content_by_lua_block {\n local t = { \"}\", '}' } -- }\n} a b;");
        assertThat(directives).extracting(Directive::name).containsExactly("content_by_lua_block", "a");
    }

    @Test
    void everyDirectiveKnowsItsPlace() throws Exception {
        Directive inner =
                parse("\n  server {\n    listen 80;\n  }").get(0).block().get(0);
        assertThat(inner.place()).hasToString("site.conf:3:5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            'server {'                 ~ 1:8  ~ no "}"
            'a b'                      ~ 1:1  ~ ends with neither
            'a b }'                    ~ 1:5  ~ unexpected "}"
            '}'                        ~ 1:1  ~ unexpected "}"
            'a; ;'                     ~ 1:4  ~ unexpected ";"
            ' {'                       ~ 1:2  ~ unexpected "{"
            'a "b'                     ~ 1:3  ~ no closing "
            'a "b"c;'                  ~ 1:6  ~ behind a closing quote
            'x_by_lua_block { a'       ~ 1:16 ~ no "}"
            """)
    void whatIsWrongIsToldWithItsPlace(String text, String place, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(NginxInputException.class)
                .hasMessageStartingWith("site.conf:" + place + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void blocksMayNotNestForEver() {
        assertThatThrownBy(() -> parse("a {".repeat(100_000)))
                .isInstanceOf(NginxInputException.class)
                .hasMessageContaining("nested");
    }
}
