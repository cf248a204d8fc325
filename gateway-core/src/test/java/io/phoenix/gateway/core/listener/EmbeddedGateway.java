package io.phoenix.gateway.core.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.phoenix.gateway.core.exchange.BodyBudget;
import io.phoenix.gateway.core.exchange.BodyReader;
import io.phoenix.gateway.core.exchange.EndpointSelector;
import io.phoenix.gateway.core.exchange.ExchangeEnvironment;
import io.phoenix.gateway.core.exchange.ExchangeLimits;
import io.phoenix.gateway.core.exchange.PaceWindow;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.exchange.SpillDisk;
import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.http.HeadLimits;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.TrustedProxies;
import io.phoenix.gateway.core.upstream.CountedWrites;
import io.phoenix.gateway.core.upstream.EmbeddedUpstream;
import io.phoenix.gateway.core.upstream.Endpoint;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole way of a request through one client connection, on handlers and state machines as they are and without a
 * socket, a thread or a clock: bytes go in at the client's end, and come out at the upstream's. What is of unknown
 * length is held to its end, so that the upstream gets complete requests only. For one thread.
 */
final class EmbeddedGateway implements AutoCloseable {

    private static final int LARGE = 1 << 20;
    /** The next request is sent before the connection of the last one is free. */
    private static final int PIPELINED = 2;

    private static final RequestHead.ClientConnection CLIENT =
            new RequestHead.ClientConnection(new InetSocketAddress("192.0.2.1", 4711), false, null);
    private static final SpillDisk UNUSED = new SpillDisk(Path.of("unused"));

    /** The codec of HTTP/2 takes a connection for a server's if a listening channel is its parent. */
    private final EmbeddedChannel client =
            new EmbeddedChannel(new LocalServerChannel(), DefaultChannelId.newInstance(), true, false);

    private final CountedWrites writes = new CountedWrites();
    private final CountedReads reads = new CountedReads();
    private final EmbeddedUpstream upstream = new EmbeddedUpstream(client.eventLoop());
    private final Map<EmbeddedUpstream.Line, StringBuilder> unread = new IdentityHashMap<>();
    private final List<Http1Oracle.Request> forwarded = new ArrayList<>();
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
    private final Answering answering;
    private final int lines;

    /** What the upstream does when it has got a request. */
    interface Answering {
        void answer(EmbeddedUpstream.Line line);
    }

    /** Gives every request an empty answer. */
    static final Answering OK = line -> line.answer(ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));

    private EmbeddedGateway(boolean http2, int lines, Answering answering) {
        this.lines = lines;
        this.answering = answering;
        client.pipeline().addFirst(writes).addFirst(reads);
        HeadLimits head = new HeadLimits(8 * 1024, 32 * 1024, Http1Oracle.MOST_FIELDS);
        PaceWindow patient = new PaceWindow(Duration.ofHours(1), 1, 1);
        ListenerLimits limits =
                new ListenerLimits(Duration.ofHours(1), Duration.ofHours(1), Integer.MAX_VALUE, lines, head, patient);
        ExchangeEnvironment environment = new ExchangeEnvironment(
                () -> this::route,
                upstream.pool(),
                new ForwardedHeaders(TrustedProxies.NONE, "phoenix"),
                new BodyBudget(Long.MAX_VALUE),
                UNUSED,
                new ExchangeLimits(LARGE, LARGE, Duration.ofHours(1)),
                exchange -> {});
        new HttpStart(limits, null, new Admission(LARGE, Admission.UNLIMITED), worker -> environment)
                .install(client, CLIENT, http2 ? ApplicationProtocolNames.HTTP_2 : null);
    }

    /** A client of HTTP/1.1, whose requests are all answered. */
    static EmbeddedGateway http1() {
        return new EmbeddedGateway(false, PIPELINED, OK);
    }

    /** The same with other answers. */
    static EmbeddedGateway http1(Answering answering) {
        return new EmbeddedGateway(false, PIPELINED, answering);
    }

    /** A client of HTTP/2 that may have {@code streams} open at once. */
    static EmbeddedGateway http2(int streams) {
        return new EmbeddedGateway(true, streams, OK);
    }

    private RouteDecision route(RequestHead head) {
        RoutePolicy policy = new RoutePolicy("app", RoutePolicy.UNLIMITED);
        RouteDecision forward = new RouteDecision.Forward(
                policy, new OnlyEndpoint(upstream.endpoint()), head.target(), null, null, List.of(), null, null);
        return head.isChunked() ? new RouteDecision.NeedBody(policy, new ToTheEnd(forward)) : forward;
    }

    private record OnlyEndpoint(Endpoint endpoint) implements EndpointSelector {
        @Override
        public String name() {
            return "app";
        }

        @Override
        public Endpoint select(List<Endpoint> tried) {
            return tried.isEmpty() ? endpoint : null;
        }
    }

    private record ToTheEnd(RouteDecision decision) implements BodyReader {
        @Override
        public RouteDecision read(ByteBuf chunk) {
            return null;
        }

        @Override
        public RouteDecision end() {
            return decision;
        }
    }

    /** Lets these bytes come from the client in one read, unless the connection is closed, and all follow from it. */
    void send(byte[] bytes) {
        if (!client.isOpen()) {
            return;
        }
        while (upstream.lines().stream().filter(EmbeddedUpstream.Line::isOpen).count() < lines) {
            unread.put(upstream.open(), new StringBuilder());
        }
        client.writeInbound(Unpooled.copiedBuffer(bytes));
        while (serve()) {
            // An answer may have let the next request through.
        }
        collectAnswers();
    }

    /** Lets the client's socket fail in this way. */
    void fail(Throwable cause) {
        client.pipeline().fireExceptionCaught(cause);
        collectAnswers();
    }

    private void collectAnswers() {
        ByteBuf piece;
        while ((piece = client.readOutbound()) != null) {
            byte[] answer = new byte[piece.readableBytes()];
            piece.readBytes(answer);
            piece.release();
            answers.writeBytes(answer);
        }
    }

    private boolean serve() {
        boolean served = false;
        for (EmbeddedUpstream.Line line : upstream.lines()) {
            StringBuilder pending = unread.get(line).append(line.read());
            Http1Oracle read = Http1Oracle.behind(pending.toString());
            if (read.end() == Http1Oracle.End.REFUSED) {
                throw new AssertionError("the upstream got what nobody may send: " + pending);
            }
            if (!read.requests().isEmpty()) {
                if (read.length() < pending.length()) {
                    throw new AssertionError("the upstream got more than one request at once: " + pending);
                }
                forwarded.addAll(read.requests());
                pending.setLength(0);
                answering.answer(line);
                served = true;
            }
        }
        return served;
    }

    /** The complete requests that the upstream got. */
    List<Http1Oracle.Request> forwarded() {
        return forwarded;
    }

    /** How many buffers were written, to the client and to the upstream. */
    int writes() {
        return writes.count()
                + upstream.lines().stream()
                        .mapToInt(EmbeddedUpstream.Line::writes)
                        .sum();
    }

    /** How often the client's socket was asked to be read, which it is once for each piece that came. */
    int reads() {
        return reads.count();
    }

    /** All that the client got, a character a byte. */
    String answers() {
        return answers.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the gateway has not closed the client's connection. */
    boolean isOpen() {
        return client.isOpen();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        client.finishAndReleaseAll();
        upstream.close();
    }
}
