package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.phoenix.gateway.core.net.ReadGate;

/** The client as its exchange sees it: an HTTP/1.1 connection, or a stream. Confined to its worker. */
interface ClientSide {

    /** Writes without flushing; takes ownership. */
    void write(Object message);

    /** Sends what was written. */
    void flush();

    /** Whether what was read is being passed on, at whose end the exchange is told. */
    boolean isReading();

    /** Whether more can be written without piling up. */
    boolean isWritable();

    /** The gate of what the client sends. */
    ReadGate gate();

    /** The deadline of this client. */
    Deadlines deadlines();

    /** Buffers for this client. */
    ByteBufAllocator allocator();

    /** Ends it so that the client cannot take what it has got for the whole answer. */
    void abort();

    /** The channel under it: the socket, or a stream. */
    Channel channel();

    /** Puts {@code tunnelEnd} in the place of every handler of HTTP. */
    void switchTo(ChannelHandler tunnelEnd);

    /** What is to be written when no more bytes follow in a tunnel; the caller owns it. */
    Object lastOfTunnel();

    /** The exchange is over. */
    void onExchangeEnd();
}
