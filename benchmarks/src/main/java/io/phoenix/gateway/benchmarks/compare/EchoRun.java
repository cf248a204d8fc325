package io.phoenix.gateway.benchmarks.compare;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of {@link EchoScenario}: begins when all WebSockets are open. Confined to the load's event loop. */
final class EchoRun {
    private static final Measure MESSAGES = new Measure("messages/s", true);

    private final int connections;
    private final Duration time;
    private final EventLoop loop;
    private final List<EchoClient> open = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final CompletableFuture<Sample> result = new CompletableFuture<>();
    private long messages;

    EchoRun(int connections, Duration time, EventLoop loop) {
        this.connections = connections;
        this.time = time;
        this.loop = loop;
    }

    /** What came of it, when the time is over. */
    CompletableFuture<Sample> result() {
        return result;
    }

    void onConnect(Future<? super Void> connecting) {
        Channel channel = ((ChannelFuture) connecting).channel();
        if (connecting.isSuccess()) {
            channels.add(channel);
        } else {
            onFailed(String.valueOf(connecting.cause()));
        }
    }

    void onOpen(EchoClient client) {
        open.add(client);
        if (open.size() == connections) {
            long begun = System.nanoTime();
            loop.schedule(() -> onTimeOver(begun), time.toNanos(), TimeUnit.NANOSECONDS);
            open.forEach(EchoClient::send);
        }
    }

    private void onTimeOver(long begun) {
        if (messages == 0) {
            // One there must be, however long it takes.
            loop.schedule(() -> onTimeOver(begun), 1, TimeUnit.MILLISECONDS);
            return;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        result.complete(Sample.of(MESSAGES, messages / seconds, messages));
    }

    void onEcho(EchoClient client) {
        if (!result.isDone()) {
            messages++;
            client.send();
        }
    }

    void onFailed(String why) {
        result.complete(Sample.failed(why));
    }

    /** Closes all connections; from any thread. */
    void close() {
        loop.execute(() -> channels.forEach(Channel::close));
    }
}
