package io.phoenix.gateway.core.upstream;

import io.netty.channel.Channel;
import io.phoenix.gateway.core.failure.Failure;

/**
 * A connection of HTTP/1.1, opened for one taker. Used on the worker.
 *
 * @param pool where it goes when its taker releases it
 */
record Http1Opening(Endpoint endpoint, ConnectionPool pool, ConnectionPool.Taker taker) implements Connector.Opening {

    @Override
    public void install(Channel channel) {
        UpstreamCodec codec = new UpstreamCodec();
        Http1UpstreamConnection connection = new Http1UpstreamConnection(channel, codec, endpoint, pool);
        channel.pipeline().addLast(new FirstByte(connection), codec, new UpstreamHandler(connection));
    }

    @Override
    public void onOpen(Channel channel) {
        taker.onConnection(channel.pipeline().get(UpstreamHandler.class).connection());
    }

    @Override
    public boolean isWanted() {
        return taker.isWanted();
    }

    @Override
    public void onFailure(Failure failure) {
        taker.onFailure(failure);
    }
}
