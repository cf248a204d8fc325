package io.phoenix.gateway.server.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** One WebSocket conversation; lives and is called on the connection's event loop. */
interface DemoSocket {

    /** The upgrade has been answered. */
    default void opened(ChannelHandlerContext ctx) {}

    /** A whole text or binary message; the receiver owns the frame. */
    void received(ChannelHandlerContext ctx, WebSocketFrame message);

    /** The connection is gone. */
    default void closed() {}
}
