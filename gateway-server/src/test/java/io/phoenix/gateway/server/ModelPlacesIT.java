package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Routes that find the model in an urlencoded form, in the query or in the path, over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class ModelPlacesIT {

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    private RecordingBackend chat;
    private RecordingBackend embedding;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        chat = new RecordingBackend("chat");
        embedding = new RecordingBackend("embedding");
        gateway = TestGateway.start(
                directory, TestGateway.LISTENERS + """
                upstreams:
                  chat: { address: "%s" }
                  embedding: { address: "%s" }
                models:
                  granite: { upstream: chat, served-as: "ibm/granite", aliases: [ibm-granite/granite, g] }
                  embedding: { upstream: embedding, kind: embedding }
                routes:
                  - { name: form, path: /form, models: chat, model-from: form }
                  - { name: form-default, path: /form-default, models: chat, model-from: form, default-model: granite }
                  - { name: query, path: /query/, models: chat, model-from: query }
                  - { name: query-default, path: /query-default, models: chat, model-from: query, default-model: granite }
                  - { name: path, path: /upstream/, models: chat, model-from: path }
                  - { name: kept, path: /models/, models: chat, model-from: path, strip-prefix: false }
                """.formatted(chat.address(), embedding.address()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        chat.close();
        embedding.close();
    }

    @BeforeEach
    void forget() {
        chat.forget();
        embedding.forget();
    }

    private String get(String target) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .readMessage();
        }
    }

    private Delivery.Answer post(Delivery delivery, String target, String headers, String body) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            return delivery.exchange(
                    client,
                    "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers,
                    body.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static void assertRefusal(String message, int status, String code, String param) throws Exception {
        assertThat(message).startsWith("HTTP/1.1 " + status + " ");
        JsonNode error = new ObjectMapper()
                .readTree(message.substring(message.indexOf("\r\n\r\n") + 4))
                .get("error");
        assertThat(error.get("code").textValue()).as(message).isEqualTo(code);
        assertThat(error.get("param").textValue()).as(message).isEqualTo(param);
    }

    // ---- forms ----

    @ParameterizedTest
    @EnumSource
    void aFormsFieldIsRewrittenAndNothingElse(Delivery delivery) throws Exception {
        String body = "a=%zz&mod%65l=%s&b=c+d&" + "x=y&".repeat(5_000);
        Delivery.Answer answer = post(delivery, "/form?x=1", FORM, body.replace("%s", "ibm-granite%2Fgr%61nite"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(chat.only().body().equals(body.replace("%s", "ibm%2Fgranite")))
                .isTrue();
        assertThat(chat.only().requestLine()).isEqualTo("POST /form?x=1 HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource({
        "/form,         a=b,                 400, model_missing,   model",
        "/form,         model=,              400, model_missing,   model",
        "/form,         model=nobody,        404, model_not_found, model",
        "/form,         model=embedding,     400, model_kind_mismatch, model",
        "/form,         model=%zz,           400, invalid_form,    ",
        "/form,         model=%ff,           400, invalid_form,    ",
        "/form,         model=g&model=g,     400, model_ambiguous, model",
        "/form?model=g, model=g,             400, model_ambiguous, model",
        "/form-default, model=,              400, model_missing,   model",
    })
    void anUnfitFormIsRefused(String target, String body, int status, String code, String param) throws Exception {
        for (Delivery delivery : Delivery.values()) {
            Delivery.Answer answer = post(delivery, target, FORM, body);
            assertRefusal(answer.head() + answer.body(), status, code, param);
        }
        chat.assertNoneComplete();
    }

    @Test
    void aFormThatTurnsAmbiguousNeverCompletes() throws Exception {
        for (Delivery delivery : Delivery.values()) {
            Delivery.Answer answer = post(delivery, "/form", FORM, "model=g&" + "x=y&".repeat(9_000) + "model=g");
            assertRefusal(answer.head() + answer.body(), 400, "model_ambiguous", "model");
        }
        chat.assertNoneComplete();
    }

    @Test
    void aFormRouteTakesFormsOnly() throws Exception {
        for (String type : new String[] {
            "",
            "Content-Type: application/json\r\n",
            "Content-Type: multipart/form-data; boundary=b\r\n",
            "Content-Type: application/x-www-form-urlencoded; charset=utf-16\r\n"
        }) {
            Delivery.Answer answer = post(Delivery.CONTENT_LENGTH, "/form", type, "model=g");
            assertRefusal(answer.head() + answer.body(), 415, "unsupported_content_type", null);
        }
        Delivery.Answer answer = post(
                Delivery.CONTENT_LENGTH,
                "/form",
                "Content-Type: Application/X-WWW-Form-Urlencoded; charset=UTF-8\r\n",
                "model=g");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(chat.only().body()).isEqualTo("model=ibm%2Fgranite");
    }

    @Test
    void aDefaultServesAFormOrAQueryWithoutAModel() throws Exception {
        assertThat(post(Delivery.CONTENT_LENGTH, "/form-default", FORM, "a=b").status())
                .isEqualTo(200);
        assertThat(chat.only().body()).isEqualTo("a=b");
        chat.forget();
        assertThat(get("/query-default?a=b")).startsWith("HTTP/1.1 200 ");
        assertThat(chat.only().requestLine()).isEqualTo("GET /query-default?a=b HTTP/1.1");
    }

    // ---- queries ----

    @ParameterizedTest
    @CsvSource({
        "/query/a%2Fb//c?model=g,                      /query/a%2Fb//c?model=ibm%2Fgranite",
        "/query/?a=%zz&mod%65l=ibm-granite%2Fgranite&b=?, /query/?a=%zz&mod%65l=ibm%2Fgranite&b=?",
        "/query/?model=ibm-granite/granite,            /query/?model=ibm%2Fgranite",
    })
    void aQuerysParameterIsRewrittenAndNothingElse(String target, String expected) throws Exception {
        assertThat(get(target)).startsWith("HTTP/1.1 200 ");
        assertThat(chat.only().requestLine()).isEqualTo("GET " + expected + " HTTP/1.1");
    }

    @Test
    void aBodyIsNotReadWhereTheQueryDecides() throws Exception {
        assertThat(post(Delivery.CHUNKED, "/query/?model=g", "Content-Encoding: gzip\r\n", "{\"model\":1")
                        .status())
                .isEqualTo(200);
        assertThat(chat.only().body()).isEqualTo("{\"model\":1");
    }

    @ParameterizedTest
    @CsvSource({
        "/query/,                    400, model_missing,       model",
        "/query/?,                   400, model_missing,       model",
        "/query/?model,              400, model_missing,       model",
        "/query/?a=model,            400, model_missing,       model",
        "/query/?model=g&model=g,    400, model_ambiguous,     model",
        "/query/?model=%,            400, invalid_query,       ",
        "/query/?model=%c3,          400, invalid_query,       ",
        "/query/?mod%zzel=g,         400, invalid_query,       ",
        "/query/?model=G,            404, model_not_found,     model",
        "/query/?model=embedding,    400, model_kind_mismatch, model",
        "/query-default?model=,      400, model_missing,       model",
    })
    void anUnfitQueryIsRefused(String target, int status, String code, String param) throws Exception {
        assertRefusal(get(target), status, code, param);
        assertThat(chat.begun()).isZero();
    }

    // ---- paths ----

    @ParameterizedTest
    @CsvSource({
        "/upstream/granite/slots,                    /slots,        /upstream/granite",
        "/upstream/ibm-granite%2Fgr%61nite/a%2Fb//c?model=x&y, /a%2Fb//c?model=x&y, /upstream/ibm-granite%2Fgr%61nite",
        "/upstream/g/?x,                             /?x,           /upstream/g",
        "/upstream/g//..;/x,                         ,              ",
        "/models/g/slots?x=g,                        /models/ibm%2Fgranite/slots?x=g, ",
        "/models/g,                                  /models/ibm%2Fgranite, ",
    })
    void aPathsSegmentDecides(String target, String expected, String prefix) throws Exception {
        String answer = get(target);
        if (expected == null) {
            assertRefusal(answer, 400, "bad_path", null);
            return;
        }
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(chat.only().requestLine()).isEqualTo("GET " + expected + " HTTP/1.1");
        assertThat(chat.only().header("x-forwarded-prefix")).isEqualTo(prefix);
    }

    @Test
    void aSegmentWithoutASlashIsRedirectedToOneWhereItIsStripped() throws Exception {
        assertThat(get("/upstream/g?x=1"))
                .startsWith("HTTP/1.1 308 ")
                .containsIgnoringCase("location: /upstream/g/?x=1\r\n");
        assertThat(get("/upstream")).containsIgnoringCase("location: /upstream/\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/upstream/,                     400, model_missing,       model",
        "/upstream//slots,               400, model_missing,       model",
        "/upstream/nobody,               404, model_not_found,     model",
        "/upstream/nobody/slots,         404, model_not_found,     model",
        "/upstream/Granite/slots,        404, model_not_found,     model",
        "/upstream/ibm-granite/granite/, 404, model_not_found,     model",
        "/upstream/a+b/,                 404, model_not_found,     model",
        "/upstream/embedding/slots,      400, model_kind_mismatch, model",
        "/upstream/%zz/slots,            400, bad_path,            ",
        "/upstream/g%/slots,             400, bad_path,            ",
        "/upstream/%ff/slots,            400, bad_path,            ",
        "/upstream/g%00/slots,           400, model_invalid,       model",
        "/upstream/./slots,              400, bad_path,            ",
        "/upstream/%2e/slots,            400, bad_path,            ",
        "/upstream/../slots,             400, bad_path,            ",
        "/upstream/%2e%2E/slots,         400, bad_path,            ",
        "/upstream/..%2f..%2fx/slots,    400, bad_path,            ",
        "/upstream/g/../slots,           400, bad_path,            ",
        "/upstream/g/a/%2e%2e/..,        400, bad_path,            ",
        "/models/g/../embedding/slots,   400, bad_path,            ",
    })
    void anUnfitPathIsRefused(String target, int status, String code, String param) throws Exception {
        assertRefusal(get(target), status, code, param);
        assertThat(chat.begun() + embedding.begun()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"/form", "/query/?model=g", "/upstream/g/slots"})
    void severalContentTypesAreRefusedWhereverTheModelStands(String target) throws Exception {
        Delivery.Answer answer = post(Delivery.CONTENT_LENGTH, target, FORM + FORM, "model=g");
        assertRefusal(answer.head() + answer.body(), 400, "bad_content_type", null);
    }
}
