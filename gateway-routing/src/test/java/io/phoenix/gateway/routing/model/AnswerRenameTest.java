package io.phoenix.gateway.routing.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.phoenix.gateway.core.exchange.AnswerEditor;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of answers, that Jackson agrees, and that no cut changes it. */
class AnswerRenameTest {
    private static final String SERVED = "gränit/8b";
    private static final String ASKED = "my \"own\"\\é😀";
    private static final String ASKED_JSON = "\"my \\\"own\\\"\\\\é😀\"";

    /** In these, $ is the served name as a JSON string, % the same with escapes, and @ the name asked for. */
    static List<Arguments> answers() {
        List<Arguments> cases = new ArrayList<>();
        for (String[] document : new String[][] {
            {"{\"model\":$}", "{\"model\":@}"},
            {
                "{\"id\":1,\"model\" : $ ,\"choices\":[{\"message\":{\"content\":$}}]}",
                "{\"id\":1,\"model\" : @ ,\"choices\":[{\"message\":{\"content\":$}}]}"
            },
            {"{\"model\":%}", "{\"model\":@}"},
            {"{\"\\u006dodel\":$,\"mod\\u0065l\":%}", "{\"\\u006dodel\":@,\"mod\\u0065l\":@}"},
            {
                "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":$}}",
                "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":@}}"
            },
            {
                "{\"type\":\"response.created\",\"response\":{\"model\":$,\"x\":{\"model\":$}},\"model\":$}",
                "{\"type\":\"response.created\",\"response\":{\"model\":@,\"x\":{\"model\":$}},\"model\":@}"
            },
            {
                "{\"response\":{\"model\":$},\"other\":{\"model\":$},\"message\":{\"model\":$}}",
                "{\"response\":{\"model\":@},\"other\":{\"model\":$},\"message\":{\"model\":@}}"
            },
            {"{\"response\":[{\"model\":$}],\"message\":[$],\"x\":{\"model\":$}}", null},
            {"{\"response\":{\"message\":{\"model\":$},\"response\":{\"model\":$}}}", null},
            {"{\"response\":$,\"message\":null,\"usage\":{\"model\":$}}", null},
            {"{\"Model\":$,\"MODEL\":$,\"models\":$,\"mode\":$,\"\":$}", null},
            {"{\"model\":\"gränit\",\"a\":1}", null},
            {"{\"model\":\"gränit/8bb\"}", null},
            {"{\"model\":\"gränit/8\"}", null},
            {"{\"model\":\"GRÄNIT/8B\"}", null},
            {"{\"model\":\"\"}", null},
            {"{\"model\":[$]}", null},
            {"{\"model\":null,\"x\":true,\"model\":42}", null},
            {"{\"model\":true,\"stream\":true}", null},
            {
                "{\"model\":\"" + "x".repeat(5000) + "\",\"model\":$}",
                "{\"model\":\"" + "x".repeat(5000) + "\",\"model\":@}"
            },
            {"{}", null},
            {"", null},
            {"[{\"model\":$}]", null},
            {"$", null},
            {"[DONE]", null},
            {"\uFEFF{\"model\":$}", null},
            {"{\"model\":$,", "{\"model\":@,"},
            {"{\"model\":$} x {\"model\":$}", "{\"model\":@} x {\"model\":$}"},
            {"{\"a\":tru,\"model\":$}", null},
            {"{'model':$}", null},
            {"{\"model\":\"gr\u0001änit/8b\",\"model\":$}", null},
            {"{\"model\":\"gr\\änit/8b\",\"model\":$}", null},
            {"{\"\\ud800\":1,\"model\":$}", null},
            {"{\"a\":" + "[".repeat(600) + "]".repeat(600) + ",\"model\":$}", null},
            {"{\"model\":\"gräni", null},
            {"{\"model\":\"gr\\u00e", null},
            {"{\"model\":\"\ud800\",\"model\":$}".replace("\ud800", "\\ud800"), "{\"model\":\"\\ud800\",\"model\":@}"},
        }) {
            String from = document[0];
            String to = document[1] == null ? from : document[1];
            cases.add(Arguments.of(AnswerFormat.JSON, from, to));
            cases.add(Arguments.of(AnswerFormat.JSON, " \r\n" + from + "\n", " \r\n" + to + "\n"));
            cases.add(lines(from + "\n{\"model\":$}\r\n", to + "\n{\"model\":@}\r\n"));
            cases.add(lines("{\"model\":$}\n\n" + from, "{\"model\":@}\n\n" + to));
            for (String end : new String[] {"\n", "\r", "\r\n"}) {
                cases.add(events(
                        end,
                        "data: " + from + "\n\ndata:{\"model\":$}\n\n",
                        "data: " + to + "\n\ndata:{\"model\":@}\n\n"));
            }
            cases.add(events("\n", "event: x\nid: 1\ndata:" + from, "event: x\nid: 1\ndata:" + to));
        }
        for (String end : new String[] {"\n", "\r", "\r\n"}) {
            cases.add(events(end, "", ""));
            cases.add(events(
                    end, ": {\"model\":$}\n\n: data: {\"model\":$}\n", ": {\"model\":$}\n\n: data: {\"model\":$}\n"));
            cases.add(events(
                    end,
                    "data: {\ndata: \"model\":\ndata:$\nid: 7\ndata\ndata: }\n\n",
                    "data: {\ndata: \"model\":\ndata:@\nid: 7\ndata\ndata: }\n\n"));
            cases.add(events(
                    end,
                    "data: {\"model\":$}\ndata: {\"model\":$}\n\n",
                    "data: {\"model\":@}\ndata: {\"model\":$}\n\n"));
            cases.add(events(
                    end,
                    "data: {\"model\":\"gränit\ndata: /8b\"}\n\ndata: {\"model\":$}\n\n",
                    "data: {\"model\":\"gränit\ndata: /8b\"}\n\ndata: {\"model\":@}\n\n"));
            cases.add(events(
                    end,
                    "data : {\"model\":$}\n\ndataa: {\"model\":$}\n\n data: {\"model\":$}\n\nDATA: {\"model\":$}\n\n",
                    "data : {\"model\":$}\n\ndataa: {\"model\":$}\n\n data: {\"model\":$}\n\nDATA: {\"model\":$}\n\n"));
            cases.add(events(
                    end,
                    "{\"model\":$}\n\ndat\nd\n\ndata:  {\"model\":$}\n\n",
                    "{\"model\":$}\n\ndat\nd\n\ndata:  {\"model\":@}\n\n"));
            cases.add(events(
                    end,
                    "\uFEFFdata: {\"model\":$}\n\ndata: {\"model\":$}\n\n",
                    "\uFEFFdata: {\"model\":$}\n\ndata: {\"model\":@}\n\n"));
            cases.add(events(
                    end,
                    "data: {\"model\":$}\n\n\n\n\ndata: [DONE]\n\n",
                    "data: {\"model\":@}\n\n\n\n\ndata: [DONE]\n\n"));
        }
        cases.add(events(
                "\n",
                "data: {\"a\":1,\r\ndata: \"model\":$}\r\r\ndata: {\"model\":$}\n\n",
                "data: {\"a\":1,\r\ndata: \"model\":@}\r\r\ndata: {\"model\":@}\n\n"));
        return cases;
    }

    private static Arguments lines(String from, String to) {
        return Arguments.of(AnswerFormat.LINES, from, to);
    }

    private static Arguments events(String end, String from, String to) {
        return Arguments.of(AnswerFormat.EVENTS, from.replace("\n", end), to.replace("\n", end));
    }

    private static byte[] bytes(String text) {
        return text.replace("$", "\"gränit/8b\"")
                .replace("%", "\"\\u0067r\\u00E4nit\\/8b\"")
                .replace("@", ASKED_JSON)
                .getBytes(UTF_8);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void renames(AnswerFormat format, String from, String to) {
        AnswerRun run = new AnswerRun(format, SERVED, ASKED);
        byte[] edited = run.everyCutAgrees(bytes(from), new SplittableRandom(1));
        assertThat(new String(edited, UTF_8)).isEqualTo(new String(bytes(to), UTF_8));
    }

    @Test
    void letsBytesThatAreNotUtf8Pass() {
        byte[] answer = bytes("data: {\"model\":$,\"a\":\"#\",\"model\":$}\n\ndata: {\"model\":$}\n\n");
        int at = new String(answer, UTF_8).getBytes(UTF_8).length;
        for (int i = 0; i < at; i++) {
            answer[i] = answer[i] == '#' ? (byte) 0xFF : answer[i];
        }
        byte[] edited = new AnswerRun(AnswerFormat.EVENTS, SERVED, "x").everyCutAgrees(answer, new SplittableRandom(1));
        assertThat(new String(edited, UTF_8))
                .isEqualTo(
                        "data: {\"model\":\"x\",\"a\":\"\uFFFD\",\"model\":\"gränit/8b\"}\n\ndata: {\"model\":\"x\"}\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "application/json, JSON",
                "application/json; charset=utf-8, JSON",
                "Application/JSON ;charset=UTF-8, JSON",
                "application/problem+json, JSON",
                "text/event-stream; charset=utf-8, EVENTS",
                "application/x-ndjson, LINES",
                "application/ndjson, LINES",
                "application/jsonl, LINES",
                "text/plain, null",
                "application/octet-stream, null",
                "audio/mpeg, null",
                "text/html; a=application/json, null",
                "'', null",
                "null, null",
            })
    void looksAtTypesWithJson(String type, AnswerFormat format) {
        assertThat(AnswerFormat.of(type)).isEqualTo(format);
        assertThat(rename().begin(head(type)) != null).isEqualTo(format != null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd", "identity, gzip", "x"})
    void letsEncodedAnswersPass(String coding) {
        HttpResponse head = head("application/json");
        head.headers().set("Content-Encoding", coding).set("ETag", "\"1\"");
        assertThat(rename().begin(head)).isNull();
        assertThat(head.headers().get("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void editsIdentity() {
        HttpResponse head = head("application/json");
        head.headers().set("Content-Encoding", "Identity");
        assertThat(rename().begin(head)).isNotNull();
    }

    @Test
    void dropsWhatTellsOfTheBytes() {
        HttpResponse head = head("application/json");
        for (String name : List.of("ETag", "Content-MD5", "Digest", "Content-Digest", "Repr-Digest", "X-Other")) {
            head.headers().set(name, "x");
        }
        assertThat(rename().begin(head)).isNotNull();
        assertThat(head.headers().names()).containsExactlyInAnyOrder("Content-Type", "X-Other");
    }

    @Test
    void aChunkWithoutTheNameLeavesAsItIs() {
        AnswerEditor.Body body = body("text/event-stream");
        ByteBuf chunk = Unpooled.directBuffer().writeBytes(bytes("data: {\"model\":\"other\",\"x\":[1,\"$\"]}\n\nda"));
        assertThat(body.edit(chunk)).isSameAs(chunk);
        assertThat(chunk.refCnt()).isEqualTo(1);
        chunk.release();
        body.release();
    }

    @Test
    void whatStandsBeforeAndBehindTheNameIsNotCopied() {
        AnswerEditor.Body body = body("application/json");
        ByteBuf chunk = Unpooled.directBuffer().writeBytes(bytes("{\"a\":1,\"model\":$,\"b\":2}"));
        ByteBuf edited = body.edit(chunk);
        assertThat(chunk.refCnt()).isEqualTo(2);
        chunk.setByte(5, '7');
        chunk.setByte(chunk.writerIndex() - 2, '8');
        assertThat(edited.toString(UTF_8)).isEqualTo("{\"a\":7,\"model\":" + ASKED_JSON + ",\"b\":8}");
        edited.release();
        assertThat(chunk.refCnt()).isZero();
    }

    @Test
    void keepsBackOnlyTheValueAtHand() {
        AnswerEditor.Body body = body("text/event-stream");
        assertThat(edit(body, "data: {\"model\":\"grä")).isEqualTo("data: {\"model\":");
        assertThat(edit(body, "nit/")).isEmpty();
        assertThat(edit(body, "8b\",\"x\":\"gr")).isEqualTo(ASKED_JSON + ",\"x\":\"gr");
        assertThat(edit(body, "\",\"model\":\"gränit-13b-inst")).isEqualTo("\",\"model\":\"gränit-13b-inst");
        assertThat(edit(body, "ruct\"}\n\ndata: {\"model\":\"gr")).isEqualTo("ruct\"}\n\ndata: {\"model\":");
        assertThat(edit(body, "\n")).isEqualTo("\"gr\n");
        assertThat(edit(body, "\ndata: {\"model\":\"gr")).isEqualTo("\ndata: {\"model\":");
        assertThat(edit(body, "\"")).isEqualTo("\"gr\"");
        ByteBuf rest = body.end();
        assertThat(rest.isReadable()).isFalse();
        rest.release();
    }

    @Test
    void holdsNothingAtTheEndOfAnEvent() {
        for (String end : List.of("\n\n", "\r\n\r\n", "\r\r")) {
            AnswerEditor.Body body = body("text/event-stream");
            for (String event :
                    List.of("data: {\"model\":$}", "data: {\"model\":\"gr", "data: {\"model\":", ":", "data")) {
                byte[] expected = AnswerOracle.rename(AnswerFormat.EVENTS, bytes(event + end), SERVED, ASKED);
                assertThat(edit(body, event + end)).isEqualTo(new String(expected, UTF_8));
            }
            body.release();
        }
    }

    @Test
    void forgetsWhatWasKeptWhenTheAnswerBreaksOff() {
        AnswerEditor.Body body = body("application/json");
        assertThat(edit(body, "{\"model\":\"gr")).isEqualTo("{\"model\":");
        body.release();
        ByteBuf rest = body.end();
        assertThat(rest.isReadable()).isFalse();
        rest.release();
    }

    @ParameterizedTest
    @CsvSource({"alias, true, true", "name, true, true", "served, true, false", "alias, false, false"})
    void onlyWhereItIsAskedForAndNeeded(String asked, boolean renames, boolean edited) {
        ModelMap models = new ModelMap(List.of(
                new Model("name", "served", List.of("alias", "served"), ModelKind.CHAT, TestModels.CHAT, renames)));
        ModelBodyReader reader = new ModelBodyReader(
                new JsonModelScanner(),
                TestModels.rule(models, ModelKind.CHAT, null),
                new RoutePolicy("chat", 1 << 20),
                "/v1/chat/completions");
        RouteDecision decision = reader.read(Unpooled.wrappedBuffer(bytes("{\"model\":\"" + asked + "\"")));
        RouteDecision.Forward forward = (RouteDecision.Forward) Objects.requireNonNull(decision);
        assertThat(forward.answers() != null).isEqualTo(edited);
    }

    private static String edit(AnswerEditor.Body body, String chunk) {
        ByteBuf edited = body.edit(Unpooled.wrappedBuffer(bytes(chunk)));
        String text = edited.toString(UTF_8);
        edited.release();
        return text;
    }

    private static AnswerRename rename() {
        return new AnswerRename(SERVED, ASKED);
    }

    private static AnswerEditor.Body body(String type) {
        return Objects.requireNonNull(rename().begin(head(type)));
    }

    private static HttpResponse head(String type) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        if (type != null) {
            head.headers().set("Content-Type", type);
        }
        return head;
    }
}
