package io.phoenix.gateway.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MessageEncoderTest {

    private boolean headAsked;
    private final EmbeddedChannel channel = new EmbeddedChannel(new ResponseEncoder() {
        @Override
        protected boolean answersHead(HttpResponse response) {
            return headAsked;
        }
    });

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private List<String> write(Object message) {
        channel.writeOutbound(message);
        List<String> pieces = new ArrayList<>();
        ByteBuf piece;
        while ((piece = channel.readOutbound()) != null) {
            pieces.add(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
        }
        return pieces;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static HttpResponse chunked() {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set("transfer-encoding", "chunked");
        return head;
    }

    private static HttpContent content(String text) {
        return new DefaultHttpContent(bytes(text));
    }

    private static DefaultFullHttpResponse whole(HttpResponseStatus status, String body) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, bytes(body));
        response.headers().set("content-length", body.length());
        return response;
    }

    @Test
    void aShortAnswerIsOneBuffer() {
        assertThat(write(whole(HttpResponseStatus.OK, "hello")))
                .containsExactly("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
    }

    @Test
    void aLongBodyIsNotCopied() {
        DefaultFullHttpResponse response = whole(HttpResponseStatus.OK, "x".repeat(5000));
        ByteBuf body = response.content();
        channel.writeOutbound(response);
        ByteBuf head = channel.readOutbound();
        assertThat(head.toString(StandardCharsets.ISO_8859_1)).endsWith("\r\n\r\n");
        head.release();
        ByteBuf passed = channel.readOutbound();
        assertThat(passed).isSameAs(body);
        passed.release();
        assertThat(body.refCnt()).isZero();
        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    void aShortChunkIsOneBufferWithItsLines() {
        write(chunked());
        assertThat(write(content("hello, you there"))).containsExactly("10\r\nhello, you there\r\n");
        String large = "x".repeat(5000);
        assertThat(write(content(large))).containsExactly("1388\r\n", large, "\r\n");
        assertThat(write(content(""))).containsExactly("");
        DefaultLastHttpContent last = new DefaultLastHttpContent(bytes("end"));
        last.trailingHeaders().set("x-t", "1");
        assertThat(write(last)).containsExactly("3\r\nend\r\n0\r\nx-t: 1\r\n\r\n");
    }

    @Test
    void chunksEndWithoutTrailers() {
        write(chunked());
        assertThat(write(LastHttpContent.EMPTY_LAST_CONTENT)).containsExactly("0\r\n\r\n");
        write(chunked());
        String large = "x".repeat(5000);
        assertThat(write(new DefaultLastHttpContent(bytes(large)))).containsExactly("1388\r\n", large, "\r\n0\r\n\r\n");
    }

    @Test
    void whatHasNoBodyGetsNone() {
        assertThat(write(whole(HttpResponseStatus.NO_CONTENT, "lost")))
                .containsExactly("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(write(whole(HttpResponseStatus.RESET_CONTENT, "lost")))
                .containsExactly("HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n");
        assertThat(write(whole(HttpResponseStatus.NOT_MODIFIED, "lost")))
                .containsExactly("HTTP/1.1 304 Not Modified\r\ncontent-length: 4\r\n\r\n");
        headAsked = true;
        assertThat(write(whole(HttpResponseStatus.OK, "lost")))
                .containsExactly("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n");
    }

    @Test
    void anInterimAnswerIsNotTheOneToAHead() {
        headAsked = true;
        assertThat(write(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER)))
                .containsExactly("HTTP/1.1 100 Continue\r\n\r\n");
    }
}
