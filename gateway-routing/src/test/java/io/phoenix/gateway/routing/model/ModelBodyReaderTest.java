package io.phoenix.gateway.routing.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.phoenix.gateway.core.exchange.BodyEdit;
import io.phoenix.gateway.core.exchange.BodyReader;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.routing.Heads;
import io.phoenix.gateway.routing.Replies;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided by a body, when, and that it never depends on how the body is cut. */
final class ModelBodyReaderTest {

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Everything a reader said of one body: its decisions, each with the number of bytes it had seen by then. */
    private record Said(List<RouteDecision> decisions, List<Integer> afterBytes) {

        String inWords() {
            StringBuilder words = new StringBuilder();
            for (RouteDecision decision : decisions) {
                words.append(describe(decision)).append('\n');
            }
            return words.toString();
        }

        RouteDecision only() {
            assertThat(decisions).hasSize(1);
            return decisions.get(0);
        }
    }

    private static String describe(RouteDecision decision) {
        if (decision instanceof RouteDecision.Forward forward) {
            StringBuilder words = new StringBuilder("to ")
                    .append(forward.upstream().name())
                    .append(' ')
                    .append(forward.target())
                    .append(' ')
                    .append(forward.model());
            for (BodyEdit edit : forward.edits()) {
                words.append(" [%d,%d)=%s"
                        .formatted(edit.offset(), edit.end(), new String(edit.replacement(), StandardCharsets.UTF_8)));
            }
            return words.toString();
        }
        RouteDecision.Reply reply = (RouteDecision.Reply) decision;
        return reply.reply().status() + " " + reply.askedModel() + " " + Replies.body(reply.reply());
    }

    private static BodyReader reader(ModelKind endpoint, @Nullable String defaultModel) {
        ModelRule rule = TestModels.rule(endpoint, defaultModel);
        RouteDecision decision = rule.decide(
                Heads.head("POST", "localhost", "/v1/chat/completions?x=1"),
                new RoutePolicy("chat", 1 << 20),
                "/v1/chat/completions");
        return ((RouteDecision.NeedBody) decision).reader();
    }

    private static Said read(BodyReader reader, byte[] body, int... cuts) {
        Said said = new Said(new ArrayList<>(), new ArrayList<>());
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : body.length;
            ByteBuf chunk = Unpooled.buffer().writeByte('?').writeBytes(body, from, to - from);
            chunk.skipBytes(1);
            note(said, reader.read(chunk), to);
            assertThat(chunk.readableBytes()).isEqualTo(to - from);
            assertThat(chunk.refCnt()).isEqualTo(1);
            chunk.release();
            from = to;
        }
        note(said, reader.end(), body.length);
        return said;
    }

    private static void note(Said said, @Nullable RouteDecision decision, int bytes) {
        if (decision != null) {
            said.decisions().add(decision);
            said.afterBytes().add(bytes);
        }
    }

    private static Said chat(String body) {
        return read(reader(ModelKind.CHAT, null), bytes(body));
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] withMark(String body) {
        byte[] text = bytes(body);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(BOM, 0, BOM.length);
        out.write(text, 0, text.length);
        return out.toByteArray();
    }

    static List<byte[]> bodies() {
        return List.of(
                bytes("{\"model\":\"granite\",\"messages\":[{\"role\":\"user\",\"content\":\"h\\u00e9 é\"}]}"),
                bytes("{\"messages\":[],\"model\":\"granite-3.3-8b-instruct\"}"),
                bytes(" {\"\\u006dodel\" : \"gran\\u0069te\" } \r\n"),
                withMark("{\"model\":\"granite\"}"),
                withMark("{\"messages\":[]}"),
                bytes("{\"model\":\"granite\",\"model\":\"granite\"}"),
                bytes("{\"model\":\"granite\",\"x\":tru}"),
                bytes("{\"model\":\"granite\"} x"),
                bytes("{\"model\":\"granite\",\"x\":[1,2"),
                bytes("{\"model\":\"nobody\",\"model\":1}"),
                bytes("{\"model\":\"embedding\",\"x\":1}"),
                bytes("{\"model\":\"\"}"),
                bytes("{\"model\":[\"granite\"]}"),
                bytes("{\"x\":{\"model\":\"granite\"}}"),
                bytes("[]"),
                bytes(""),
                "{\"model\":\"granite\"}".getBytes(StandardCharsets.UTF_16LE),
                "{\"model\":\"granite\"}".getBytes(StandardCharsets.UTF_16));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void everyCutGivesTheSame(byte[] body) {
        for (String defaultModel : new String[] {"none", "granite"}) {
            String model = defaultModel.equals("none") ? null : defaultModel;
            String whole = read(reader(ModelKind.CHAT, model), body).inWords();
            int[] bytewise = new int[Math.max(0, body.length - 1)];
            for (int i = 0; i < bytewise.length; i++) {
                bytewise[i] = i + 1;
            }
            Said bits = read(reader(ModelKind.CHAT, model), body, bytewise);
            // Fed in one piece a refusal may hide a decision that was true for a moment.
            assertThat(bits.inWords()).endsWith(whole);
            for (int first = 0; first <= body.length; first++) {
                for (int second = first; second <= body.length; second++) {
                    String cut = read(reader(ModelKind.CHAT, model), body, first, second)
                            .inWords();
                    assertThat(cut).as("cut at %d and %d", first, second).isIn(whole, bits.inWords());
                }
            }
        }
    }

    @Test
    void decidesAtTheClosingQuoteOfTheModel() {
        String body = "{\"x\":[{\"model\":\"no\"}],\"model\":\"granite\",\"messages\":[]}";
        int closed = body.indexOf("granite\"") + "granite\"".length();
        int[] bytewise = new int[body.length()];
        for (int i = 0; i < bytewise.length; i++) {
            bytewise[i] = i + 1;
        }
        Said said = read(reader(ModelKind.CHAT, null), bytes(body), bytewise);
        assertThat(said.only()).isInstanceOf(RouteDecision.Forward.class);
        assertThat(said.afterBytes()).containsExactly(closed);
    }

    @ParameterizedTest
    @CsvSource({
        "granite-3.3-8b-instruct,                  CHAT,      vllm-chat,      granite-3.3-8b-instruct",
        "granite,                                  CHAT,      vllm-chat,      granite-3.3-8b-instruct",
        "ibm-granite/granite-3.3-8b-instruct,      CHAT,      vllm-chat,      granite-3.3-8b-instruct",
        "granite,                                  COMPLETION, vllm-chat,     granite-3.3-8b-instruct",
        "embedding,                                EMBEDDING, vllm-embedding, ibm-granite/granite-embedding-english-r2",
        "text-embedding-ada-002,                   EMBEDDING, vllm-embedding, ibm-granite/granite-embedding-english-r2",
        "ibm-granite/granite-embedding-english-r2, EMBEDDING, vllm-embedding, ibm-granite/granite-embedding-english-r2",
    })
    void everyNameLeadsToItsUpstreamUnderTheServedName(String name, ModelKind kind, String upstream, String served) {
        String body = "{\"model\":\"" + name + "\"}";
        RouteDecision.Forward forward =
                (RouteDecision.Forward) read(reader(kind, null), bytes(body)).only();
        assertThat(forward.upstream().name()).isEqualTo(upstream);
        assertThat(forward.model()).isEqualTo(new RouteDecision.ModelChoice(name, served));
        assertThat(forward.target()).isEqualTo("/v1/chat/completions?x=1");
        assertThat(forward.policy().name()).isEqualTo("chat");
        if (name.equals(served)) {
            assertThat(forward.edits()).isEmpty();
        } else {
            BodyEdit edit = forward.edits().get(0);
            assertThat(forward.edits()).hasSize(1);
            assertThat(body.substring((int) edit.offset(), (int) edit.end())).isEqualTo('"' + name + '"');
            assertThat(new String(edit.replacement(), StandardCharsets.UTF_8)).isEqualTo('"' + served + '"');
        }
    }

    @Test
    void aByteOrderMarkIsTakenOffAndTheRewriteStandsBehindIt() {
        RouteDecision.Forward forward =
                (RouteDecision.Forward) read(reader(ModelKind.CHAT, null), withMark("{\"model\":\"granite\"}"))
                        .only();
        assertThat(forward.edits()).hasSize(2);
        assertThat(forward.edits().get(0).offset()).isZero();
        assertThat(forward.edits().get(0).end()).isEqualTo(3);
        assertThat(forward.edits().get(0).replacement()).isEmpty();
        assertThat(forward.edits().get(1).offset()).isEqualTo(3 + 9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"granite\",\"model\":\"granite\"}              | model_ambiguous | model",
                "{\"model\":\"granite\",\"\\u006dodel\":\"granite\"}        | model_ambiguous | model",
                "{\"model\":\"granite\",\"mod\\u0065l\":null}               | model_ambiguous | model",
                "{\"model\":\"granite\",}                                   | invalid_json    |",
                "{\"model\":\"granite\"}{}                                  | invalid_json    |",
                "{\"model\":\"granite\",\"x\":\"\\ud8\"}                    | invalid_json    |",
                "{\"model\":\"granite\",\"x\":[                             | invalid_json    |",
                "{\"model\":\"granite\"                                     | invalid_json    |",
            })
    void takesADecisionBackWhenTheRestIsUnfit(String body, String code, @Nullable String param) {
        int decided = body.indexOf(',') < 0 ? 18 : body.indexOf(',');
        Said said = read(reader(ModelKind.CHAT, null), bytes(body), decided);
        assertThat(said.decisions()).hasSize(2);
        assertThat(said.decisions().get(0)).isInstanceOf(RouteDecision.Forward.class);
        RouteDecision.Reply reply = (RouteDecision.Reply) said.decisions().get(1);
        assertThat(reply.route()).isEqualTo("chat");
        assertThat(reply.askedModel()).isEqualTo("granite");
        assertRefusal(reply.reply(), 400, code, param);
    }

    private static void assertRefusal(LocalReply reply, int status, String code, @Nullable String param) {
        assertThat(reply.status()).isEqualTo(status);
        Map<String, @Nullable Object> error = Replies.error(reply);
        assertThat(error.get("code")).isEqualTo(code);
        assertThat(error.get("param")).isEqualTo(param);
        assertThat(error.get("type")).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[]}                              | 400 | model_missing   | model",
                "{\"Model\":\"granite\",\"MODEL\":\"granite\"}  | 400 | model_missing   | model",
                "{\"x\":{\"model\":\"granite\"}}                | 400 | model_missing   | model",
                "{\"x\":[\"model\",\"granite\"]}                | 400 | model_missing   | model",
                "{\"model\":\"\"}                               | 400 | model_missing   | model",
                "{\"model\":42}                                 | 400 | model_invalid   | model",
                "{\"model\":null}                               | 400 | model_invalid   | model",
                "{\"model\":true}                               | 400 | model_invalid   | model",
                "{\"model\":[\"granite\"]}                      | 400 | model_invalid   | model",
                "{\"model\":{\"model\":\"granite\"}}            | 400 | model_invalid   | model",
                "{\"model\":\"nobody\"}                         | 404 | model_not_found | model",
                "{\"model\":\"Granite\"}                        | 404 | model_not_found | model",
                "{\"model\":\"granite \"}                       | 404 | model_not_found | model",
                "{\"model\":\"embedding\"}                      | 400 | model_kind_mismatch | model",
                "[{\"model\":\"granite\"}]                      | 400 | invalid_json    |",
                "model=granite                                  | 400 | invalid_json    |",
                "''                                             | 400 | body_missing    |",
                "' '                                            | 400 | body_missing    |",
            })
    void refusesWhatNamesNoModelThatItCouldUse(String body, int status, String code, @Nullable String param) {
        RouteDecision decision = chat(body).only();
        assertThat(((RouteDecision.Reply) decision).route()).isEqualTo("chat");
        assertRefusal(Replies.reply(decision), status, code, param);
    }

    @Test
    void saysWhatTheModelIsForWhenItIsOfTheWrongKind() {
        assertThat(message(chat("{\"model\":\"embedding\"}").only()))
                .isEqualTo("`embedding` is for embeddings and cannot be used for chat. Use /v1/embeddings with it, or"
                        + " name another model.");
        assertThat(message(read(reader(ModelKind.EMBEDDING, null), bytes("{\"model\":\"granite\"}"))
                        .only()))
                .isEqualTo("`granite` is for chat and cannot be used for embeddings. Use /v1/chat/completions with"
                        + " it, or name another model.");
    }

    private static String message(RouteDecision decision) {
        return String.valueOf(Replies.error(Replies.reply(decision)).get("message"));
    }

    @Test
    void namesTheModelsThereAreTheNearestFirst() {
        assertThat(message(chat("{\"model\":\"text-embeding-ada-002\"}").only()))
                .startsWith("The model `text-embeding-ada-002` does not exist. Models here, the nearest first:"
                        + " text-embedding-ada-002, ")
                .endsWith(".")
                .contains(TestModels.NAMES);
    }

    @Test
    void namesNoMoreModelsThanCanBeRead() {
        List<Model> many = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            many.add(new Model("m" + i, "m", List.of(), ModelKind.CHAT, TestModels.CHAT));
        }
        String message = String.valueOf(
                Replies.error(ModelReplies.unknown("m7x", new ModelMap(many))).get("message"));
        assertThat(message).contains("first: m7, ").endsWith(", … (GET /v1/models lists all).");
        assertThat(message.split(", ")).hasSize(22);
    }

    @Test
    void aDefaultServesBodiesThatNameNoModelAndNoOthers() {
        RouteDecision.Forward forward =
                (RouteDecision.Forward) read(reader(ModelKind.CHAT, "granite"), bytes("{\"messages\":[]}"))
                        .only();
        assertThat(forward.upstream()).isSameAs(TestModels.CHAT);
        assertThat(forward.edits()).isEmpty();
        for (String body : List.of(
                "{\"model\":\"\"}", "{\"model\":null}", "{\"model\":\"nobody\"}", "{\"messages\":[}", "", "[]", "{")) {
            RouteDecision decision =
                    read(reader(ModelKind.CHAT, "granite"), bytes(body)).only();
            assertThat(Replies.reply(decision).status()).as(body).isBetween(400, 404);
        }
    }

    @Test
    void aNameThatNeedsEscapingIsEscapedOnTheWay() {
        ModelMap map = new ModelMap(
                List.of(new Model("odd", "a\"b\\c/é\u0001\uD83D\uDE00", List.of(), ModelKind.CHAT, TestModels.CHAT)));
        RouteDecision decision = TestModels.rule(map, ModelKind.CHAT, null)
                .decide(Heads.head("POST", "localhost", "/"), new RoutePolicy("chat", 1), "/");
        BodyReader reader = ((RouteDecision.NeedBody) decision).reader();
        RouteDecision.Forward forward = (RouteDecision.Forward)
                read(reader, bytes("{\"model\":\"odd\"}")).only();
        String json = new String(forward.edits().get(0).replacement(), StandardCharsets.UTF_8);
        assertThat(Replies.json(json)).isEqualTo("a\"b\\c/é\u0001\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip", "gzip, br", "x-unknown", ""})
    void leavesContentCodingsToTheExchange(String encoding) {
        RouteDecision decision = TestModels.rule(ModelKind.CHAT, null)
                .decide(
                        Heads.head("POST", "localhost", "/", "Content-Encoding", encoding),
                        new RoutePolicy("chat", 1),
                        "/");
        assertThat(decision).isInstanceOf(RouteDecision.NeedBody.class);
    }
}
