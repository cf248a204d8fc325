package io.phoenix.gateway.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phoenix.gateway.routing.model.ListedModel;
import io.phoenix.gateway.routing.model.ModelKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from the documents in which servers tell of their models, and what is not believed. */
final class ModelListsTest {

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void namesAreReadWhereverTheyStand() throws IOException {
        assertThat(
                        OpenAiModels.read(
                                bytes(
                                        "{'object':'list','data':[{'object':'model','meta':{'id':'no'},'id':'a/b'},"
                                                + "{'id':'l','root':'a/b','parent':'a/b','permission':[{'id':'no'}]}],'models':[{'id':'no'}]}")))
                .extracting(ListedModel::name)
                .containsExactly("a/b", "l");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "3",
                "null",
                "{",
                "{}",
                "{'data':{}}",
                "{'data':'x'}",
                "{'data':[{'id':'a'}",
                "{'data':[{'id':'a'}]",
                "{'data':[{'id':'a'},]}",
                "<html>"
            })
    void whatIsNoListIsAProblem(String document) {
        assertThatThrownBy(() -> OpenAiModels.read(bytes(document)))
                .isInstanceOf(UnfitAnswerException.class)
                .hasMessageStartingWith("its answer ")
                .hasMessageNotContaining("html");
    }

    @Test
    void nestingIsBounded() {
        String deep = "{'data':[{'id':'a','x':" + "[".repeat(100_000) + "]".repeat(100_000) + "}]}";
        assertThatThrownBy(() -> OpenAiModels.read(bytes(deep))).isInstanceOf(UnfitAnswerException.class);
        assertThatThrownBy(() ->
                        OllamaTag.read(bytes(deep.replace("data", "models").replace("id", "name"))))
                .isInstanceOf(UnfitAnswerException.class);
    }

    @Test
    void ollamasEntriesAreKeptAsTheyStand() throws IOException {
        assertThat(
                        OllamaTag.read(
                                bytes(
                                        "{'models':[{'size':1,'name':'a','details':{'families':['x',null]},'model':'b',"
                                                + "'digest':'d'},{'model':'only'},{'digest':'nameless'},{'name':7},7,{'name':'n','digest':7}]}")))
                .containsExactly(
                        new OllamaTag("a", "d", "\"size\":1,\"details\":{\"families\":[\"x\",null]},\"digest\":\"d\""),
                        new OllamaTag("only", "only", ""),
                        new OllamaTag("n", "n", "\"digest\":7"));
    }

    @Test
    void aLongEntryKeepsItsNameOnly() throws IOException {
        assertThat(OllamaTag.read(bytes("{'models':[{'name':'a','x':'" + "y".repeat(5000) + "'}]}")))
                .containsExactly(new OllamaTag("a", "a", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'capabilities':['embedding']}            | EMBEDDING",
                "{'capabilities':['completion','vision']}  | CHAT",
                "{'capabilities':['completion','embedding']}| EMBEDDING",
                "{'capabilities':['image']}                | ",
                "{'capabilities':[7,null,{}]}              | ",
                "{'capabilities':[]}                       | ",
                "{'license':'MIT'}                         | ",
            })
    void kindsAreThoseThatAreSaid(String document, ModelKind kind) throws IOException {
        assertThat(OllamaModels.kind(bytes(document))).isEqualTo(Optional.ofNullable(kind));
    }
}
