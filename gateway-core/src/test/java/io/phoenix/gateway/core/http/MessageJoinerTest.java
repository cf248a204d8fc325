package io.phoenix.gateway.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageJoinerTest {

    private final List<Object> written = new ArrayList<>();
    private final MessageJoiner joiner = new MessageJoiner(written::add);

    private static HttpRequest request() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/x");
    }

    private static HttpResponse response() {
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static HttpContent content(String text) {
        return new DefaultHttpContent(bytes(text));
    }

    private static String text(FullHttpMessage message) {
        return message.content().toString(StandardCharsets.UTF_8);
    }

    @Test
    void aShortRequestIsOneMessage() {
        HttpRequest head = request();
        head.headers().set("a", "b");
        joiner.write(head);
        joiner.write(content("body"));
        assertThat(written).isEmpty();
        joiner.write(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(written).singleElement().isInstanceOfSatisfying(FullHttpRequest.class, whole -> {
            assertThat(whole.method()).isEqualTo(HttpMethod.POST);
            assertThat(whole.uri()).isEqualTo("/x");
            assertThat(whole.headers().get("a")).isEqualTo("b");
            assertThat(text(whole)).isEqualTo("body");
        });
    }

    @Test
    void anAnswerWhoseEndHasItsBodyKeepsItsTrailers() {
        LastHttpContent end = new DefaultLastHttpContent(bytes("body"));
        end.trailingHeaders().set("t", "1");
        joiner.write(response());
        joiner.write(end);
        assertThat(written).singleElement().isInstanceOfSatisfying(FullHttpResponse.class, whole -> {
            assertThat(whole.status()).isEqualTo(HttpResponseStatus.OK);
            assertThat(text(whole)).isEqualTo("body");
            assertThat(whole.trailingHeaders().get("t")).isEqualTo("1");
        });
    }

    @Test
    void theNextMessageIsItsOwn() {
        joiner.write(response());
        joiner.write(LastHttpContent.EMPTY_LAST_CONTENT);
        joiner.write(response());
        joiner.write(content("second"));
        joiner.write(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(written).hasSize(2).allMatch(FullHttpResponse.class::isInstance);
        assertThat(text((FullHttpResponse) written.get(0))).isEmpty();
        assertThat(text((FullHttpResponse) written.get(1))).isEqualTo("second");
    }

    @Test
    void whatIsFlushedPassesInItsParts() {
        HttpResponse head = response();
        HttpContent first = content("1");
        joiner.write(head);
        joiner.letGo();
        assertThat(written).containsExactly(head);
        joiner.write(first);
        joiner.write(LastHttpContent.EMPTY_LAST_CONTENT);
        joiner.letGo();
        assertThat(written).containsExactly(head, first, LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Test
    void aBodyOfSeveralPiecesPassesInOrder() {
        HttpResponse head = response();
        HttpContent[] pieces = {content("1"), content("2"), new DefaultLastHttpContent(bytes("3"))};
        joiner.write(head);
        for (HttpContent piece : pieces) {
            joiner.write(piece);
        }
        assertThat(written).containsExactly(head, pieces[0], pieces[1], pieces[2]);
        written.clear();
        joiner.write(head);
        joiner.write(pieces[0]);
        joiner.write(pieces[2]);
        assertThat(written).containsExactly(head, pieces[0], pieces[2]);
    }

    @Test
    void aWholeMessagePassesAsItIsAndAfterWhatWasKept() {
        HttpResponse head = response();
        FullHttpResponse whole = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE);
        joiner.write(whole);
        joiner.write(head);
        joiner.write(whole);
        assertThat(written).containsExactly(whole, head, whole);
    }

    @Test
    void whatIsDroppedIsReleased() {
        HttpContent kept = content("x");
        joiner.write(request());
        joiner.write(kept);
        joiner.discard();
        joiner.letGo();
        assertThat(kept.refCnt()).isZero();
        assertThat(written).isEmpty();
    }
}
