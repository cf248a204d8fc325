package io.phoenix.gateway.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An app at 10.0.0.154:5678 that clients see at https://ai.lab:8443/n8n/, and does not know it. */
final class PublicAnswerTest {

    private static String edited(String name, String value, String prefix) {
        HttpHeaders request =
                new DefaultHttpHeaders().set("x-forwarded-proto", "https").set("x-forwarded-host", "ai.lab:8443");
        HttpHeaders answer = new DefaultHttpHeaders().add(name, value);
        PublicAnswer.edit(answer, request, prefix, "10.0.0.154", "10.0.0.154:5678");
        return answer.get(name);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /n8n/",
        "/signin?a=/b, /n8n/signin?a=/b",
        "/#/home, /n8n/#/home",
        "/n8nx, /n8n/n8nx",
        "/%6e8n/, /n8n/%6e8n/",
        "https://ai.lab:8443/x, https://ai.lab:8443/n8n/x",
        "HTTP://AI.lab:8443/x, https://ai.lab:8443/n8n/x",
        "https://ai.lab:8443, https://ai.lab:8443/n8n/",
        "https://ai.lab:8443?x, https://ai.lab:8443/n8n/?x",
        "https://ai.lab:8443#x, https://ai.lab:8443/n8n/#x",
        "http://ai.lab:8443/n8n/x, https://ai.lab:8443/n8n/x",
        "http://10.0.0.154:5678/x, https://ai.lab:8443/n8n/x",
        "//ai.lab:8443/x, //ai.lab:8443/n8n/x",
        "//10.0.0.154:5678/x, //ai.lab:8443/n8n/x",
        "/\\evil.example, /n8n/\\evil.example"
    })
    void leadsOwnUrlsBelowThePrefix(String said, String expected) {
        assertThat(edited("location", said, "/n8n")).isEqualTo(expected);
        assertThat(edited("content-location", said, "/n8n")).isEqualTo(expected);
        assertThat(edited("refresh", "5; url=" + said, "/n8n")).isEqualTo("5; url=" + expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/n8n",
                "/n8n/x",
                "/n8n?x",
                "/n8n#x",
                "x",
                "../x",
                "?x",
                "#x",
                "",
                "https://example.com/x",
                "https://ai.lab/x",
                "https://ai.lab:9443/x",
                "https://10.0.0.154/x",
                "https://ai.lab:8443@example.com/",
                "https://ai.lab:8443.example.com/",
                "//example.com/x",
                "///x",
                "mailto:x@ai.lab:8443",
                "javascript:alert(1)",
                "https:/x"
            })
    void leavesTheRestAlone(String said) {
        assertThat(edited("location", said, "/n8n")).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.154:5678/x, https://ai.lab:8443/x",
        "https://ai.lab:8443/x, https://ai.lab:8443/x",
        "/x, /x"
    })
    void knowsItsUpstreamWithoutAPrefixToo(String said, String expected) {
        assertThat(edited("location", said, null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            quoteCharacter = '`',
            value = {
                "0;url=/x | 0;url=/n8n/x",
                "0; URL = '/x' | 0; URL = '/n8n/x'",
                "0; url=\"/x\"; more | 0; url=\"/n8n/x\"; more",
                "3;/x | 3;/n8n/x",
                "0; url=\"/x | 0; url=\"/n8n/x",
                "0; urls/x | 0; urls/x",
                "5 | 5",
                "5; | 5;",
                "5; url | 5; url",
                "5; url= | 5; url=",
                "5; url=' | 5; url='",
                "5; url=https://example.com/ | 5; url=https://example.com/"
            })
    void readsRefresh(String said, String expected) {
        assertThat(edited("refresh", said, "/n8n")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b; Path=/ | a=b; Path=/n8n/",
                "a=b;path=/x;HttpOnly | a=b; path=/n8n/x;HttpOnly",
                "a=b; Path=/n8n/; Secure | a=b; Path=/n8n/; Secure",
                "a=b; Secure; Path = /rest | a=b; Secure; Path=/n8n/rest",
                "a=b; Domain=10.0.0.154; Secure | a=b; Secure",
                "a=b; domain=.10.0.0.154 | a=b",
                "a=b; Domain=ai.lab; Path=/ | a=b; Domain=ai.lab; Path=/n8n/",
                "a=b; Path=x | a=b; Path=x",
                "a=b; Path= | a=b; Path=",
                "a=b; Path | a=b; Path",
                "a=Path=/ | a=Path=/",
                "a=b | a=b",
                "a=b; | a=b;",
                "a=b;; Path=/ | a=b;; Path=/n8n/",
                "__Host-a=b; Path=/; Secure | __Host-a=b; Path=/; Secure",
                "__Secure-a=b; Path=/; Secure | __Secure-a=b; Path=/n8n/; Secure"
            })
    void movesCookies(String said, String expected) {
        assertThat(edited("set-cookie", said, "/n8n")).isEqualTo(expected);
    }

    @Test
    void everyCookieByItself() {
        HttpHeaders answer = new DefaultHttpHeaders()
                .add("set-cookie", "a=1; Path=/")
                .add("Set-Cookie", "b=2")
                .add("set-cookie", "c=3; Path=/c");
        PublicAnswer.edit(answer, new DefaultHttpHeaders(), "/n8n", "10.0.0.154", "10.0.0.154:5678");
        assertThat(answer.getAll("set-cookie")).containsExactly("a=1; Path=/n8n/", "b=2", "c=3; Path=/n8n/c");
    }

    @Test
    void aClientThatNamedNoHostGetsAPath() {
        HttpHeaders request =
                new DefaultHttpHeaders().set("x-forwarded-proto", "http").set("x-forwarded-host", "");
        HttpHeaders answer = new DefaultHttpHeaders().set("location", "http://10.0.0.154:5678/x");
        PublicAnswer.edit(answer, request, "/n8n", "10.0.0.154", "10.0.0.154:5678");
        assertThat(answer.get("location")).isEqualTo("/n8n/x");
    }

    @Test
    void theOutermostProxyIsTheOneThatWasAsked() {
        HttpHeaders request = new DefaultHttpHeaders()
                .set("x-forwarded-proto", "https, http")
                .set("x-forwarded-host", "outer.lab, ai.lab");
        HttpHeaders answer = new DefaultHttpHeaders().set("location", "http://outer.lab/x");
        PublicAnswer.edit(answer, request, "/n8n", "10.0.0.154", "10.0.0.154:5678");
        assertThat(answer.get("location")).isEqualTo("https://outer.lab/n8n/x");
    }
}
