package io.phoenix.gateway.core.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.TrustedProxies;
import io.phoenix.gateway.core.tls.ServerTls;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes an accepted connection to where it speaks HTTP, or turns it away: limits, PROXY protocol, limits of the
 * client's address, TLS. Each step puts the next one into the pipeline when it is done. Runs on the connection's
 * worker.
 */
final class ListenerInitializer extends ChannelInitializer<Channel> {

    private static final LocalReply TOO_MANY = LocalReply.error(
                    503,
                    "too_many_connections",
                    "this gateway has as many connections open as it may have; try again shortly")
            .with("retry-after", "5");

    private static final LocalReply TOO_MANY_OF_YOURS = LocalReply.error(
                    429,
                    "too_many_connections",
                    "as many connections are open from your address as may be; close some or try again shortly")
            .with("retry-after", "5");

    private final ListenerSettings settings;
    private final Admission admission;
    private final HttpStart http;
    private final ChannelGroup connections;
    private final AtomicInteger handshakes = new AtomicInteger();

    ListenerInitializer(ListenerSettings settings, Admission admission, HttpStart http, ChannelGroup connections) {
        this.settings = settings;
        this.admission = admission;
        this.http = http;
        this.connections = connections;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            // It is gone already.
            channel.close();
            return;
        }
        if (!admission.enter()) {
            refuse(channel, Refusal.CONNECTIONS, TOO_MANY);
            return;
        }
        channel.closeFuture().addListener(closed -> admission.leave());
        TrustedProxies proxies = settings.proxies();
        if (proxies == null) {
            onClient(channel, peer);
        } else if (proxies.contains(peer)) {
            ProxyHeader.install(
                    channel.pipeline(),
                    settings.limits().headerTimeout(),
                    peer,
                    admission,
                    client -> onClient(channel, client));
        } else {
            refuse(channel, Refusal.UNTRUSTED_PROXY, null);
        }
    }

    private void onClient(Channel channel, InetSocketAddress client) {
        if (!admission.enterFrom(client)) {
            refuse(channel, Refusal.ADDRESS, TOO_MANY_OF_YOURS);
            return;
        }
        channel.closeFuture().addListener(closed -> admission.leaveFrom(client));
        ListenerSettings.Tls tls = settings.tls();
        if (tls == null) {
            http.installByPreface(channel, new RequestHead.ClientConnection(client, false, null));
        } else {
            startTls(channel, client, tls);
        }
    }

    private void startTls(Channel channel, InetSocketAddress client, ListenerSettings.Tls tls) {
        if (!Admission.take(handshakes, tls.maxHandshakes())) {
            refuse(channel, Refusal.HANDSHAKES, null);
            return;
        }
        channel.pipeline().addLast(new ClearTextGuard(admission));
        ServerTls.install(tls.current(), channel.pipeline(), tls.handshakeTimeout());
        channel.pipeline()
                .addLast(new Handshake(
                        handshakes,
                        admission,
                        done -> http.install(
                                channel,
                                new RequestHead.ClientConnection(
                                        client,
                                        true,
                                        tls.current()
                                                .get()
                                                .clientSubject(done.engine().getSession())),
                                done.applicationProtocol())));
    }

    /** Ends a connection, with a word where the client can read it. */
    private void refuse(Channel channel, Refusal reason, @Nullable LocalReply reply) {
        admission.onRefused(reason);
        if (reply == null || settings.tls() != null) {
            channel.close();
        } else {
            LastWords.say(channel, admission, reply);
        }
    }
}
