package io.phoenix.gateway.core.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.phoenix.gateway.core.net.ReadGate;

/**
 * What is lent to one attempt at a time: a connection of HTTP/1.1, or one stream of an HTTP/2 connection. Takes the
 * messages of Netty's HTTP/1.1, whatever goes over the wire. Confined to its worker.
 */
public sealed interface UpstreamConnection permits Http1UpstreamConnection, Http2UpstreamStream {

    /** The socket, or the stream; for the tunnel, which takes its pipeline over. */
    Channel channel();

    /** Where this connection leads. */
    Endpoint endpoint();

    /** The gate of the reading side. */
    ReadGate gate();

    /**
     * Whether a request that was lost with this connection may be sent again on another one: the endpoint said that it
     * did not process it, or it may have closed the connection before the request came and gave no byte of an answer.
     */
    boolean mayRepeat();

    /** Whether more can be written without piling up. */
    boolean isWritable();

    /** Lends the connection to an attempt. */
    void attach(ResponseSink newSink);

    /** Writes without flushing; takes ownership of {@code message}. */
    void write(Object message);

    /** Sends what was written. */
    void flush();

    /** Gives the connection back after a complete exchange of messages on it. */
    void release();

    /**
     * Ends the connection, and only the stream where it is one; the attempt hears nothing more. This is what makes a
     * model server stop generating.
     */
    void close();

    /** Puts {@code tunnelEnd} in the place of every handler of HTTP; it sees to the closing from now on. */
    void switchTo(ChannelHandler tunnelEnd);
}
