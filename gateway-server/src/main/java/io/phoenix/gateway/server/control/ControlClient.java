package io.phoenix.gateway.server.control;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.phoenix.gateway.core.tls.ClientTls;
import io.phoenix.gateway.core.upstream.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.RequestBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Asks endpoints for small documents, each over a connection of its own and within one time limit. Follows nobody,
 * keeps no cookie, decompresses nothing. Its methods block, and may be called by several threads.
 */
final class ControlClient implements AutoCloseable {

    /** The longest document that is read. */
    static final int MOST_BYTES = 4 << 20;

    private final EventLoopGroup group;
    private final AsyncHttpClient http;

    // The library takes no group of the new kind (its issue 2340), and its own it ends before the channels on it.
    @SuppressWarnings("deprecation")
    private static EventLoopGroup newGroup() {
        return new io.netty.channel.nio.NioEventLoopGroup(1, new DefaultThreadFactory("control-http", true));
    }

    /** A client for endpoints that all want {@code tls}, or none of which does. */
    ControlClient(@Nullable ClientTls tls, Duration timeout) {
        group = newGroup();
        DefaultAsyncHttpClientConfig.Builder config = Dsl.config()
                .setThreadPoolName("control-timer")
                .setEventLoopGroup(group)
                .setUserAgent("phoenix-gateway")
                .setConnectTimeout(timeout)
                .setRequestTimeout(timeout)
                .setReadTimeout(timeout)
                .setHandshakeTimeout((int) timeout.toMillis())
                .setMaxRequestRetry(0)
                .setKeepAlive(false)
                .setFollowRedirect(false)
                .setCookieStore(null)
                .setEnableAutomaticDecompression(false)
                .setHttp2Enabled(false);
        if (tls != null) {
            config.setSslEngineFactory((any, host, port) -> tls.newEngine(ByteBufAllocator.DEFAULT, host, port));
        }
        this.http = Dsl.asyncHttpClient(config);
    }

    /** The document at {@code path}. */
    byte[] get(Endpoint endpoint, String path) throws IOException, InterruptedException {
        return document(new RequestBuilder("GET"), endpoint, path);
    }

    /** The answer at {@code path} to {@code json}. */
    byte[] post(Endpoint endpoint, String path, String json) throws IOException, InterruptedException {
        return document(
                new RequestBuilder("POST")
                        .setHeader("Content-Type", "application/json")
                        .setBody(json.getBytes(StandardCharsets.UTF_8)),
                endpoint,
                path);
    }

    /** The status at {@code path}, whatever it is; the rest of the answer is not waited for. */
    int status(Endpoint endpoint, String path) throws IOException, InterruptedException {
        return ask(new RequestBuilder("GET").setHeader("Accept", "*/*"), endpoint, path, new StatusAnswer());
    }

    private byte[] document(RequestBuilder request, Endpoint endpoint, String path)
            throws IOException, InterruptedException {
        return ask(request.setHeader("Accept", "application/json"), endpoint, path, new BoundedAnswer(MOST_BYTES));
    }

    private <T> T ask(RequestBuilder request, Endpoint endpoint, String path, AsyncHandler<T> handler)
            throws IOException, InterruptedException {
        String scheme = endpoint.tls() == null ? "http://" : "https://";
        ListenableFuture<T> answer = http.executeRequest(request.setUrl(scheme + endpoint + path), handler);
        try {
            return requireNonNull(answer.get(), "an answer without a problem has a body");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnfitAnswerException unfit) {
                throw unfit;
            }
            throw new IOException(reason(e), e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    /** The innermost cause: of a refused certificate, for instance, the outer ones tell nothing. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
