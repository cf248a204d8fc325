package io.phoenix.gateway.core.exchange;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.http.RequestHead;
import java.util.function.Consumer;

/**
 * Says whether a request may use a route, before a byte of its body is wanted; takes the time that it needs. Called on
 * workers, from several at once; must not block.
 */
public interface Guard {

    /** What the guard found out about one request. */
    sealed interface Verdict {

        /** It may pass; {@code rules} tell the upstream and the client what the guard has to say to them. */
        record Pass(HeaderRules rules) implements Verdict {}

        /**
         * It may not; the client gets {@code response}, framed anew and without what concerns the connection that it
         * came on. Who gets the verdict owns it.
         *
         * @param code the stable name of the reason, for logs and metrics
         */
        record Refusal(FullHttpResponse response, String code) implements Verdict {}

        /** Nobody can tell, so it may not. */
        record Unknown(Failure failure) implements Verdict {}
    }

    /** What runs until there is a verdict. */
    @FunctionalInterface
    interface Inquiry {

        /** Nobody waits for the verdict any more, which is then not given. On the worker. */
        void cancel();
    }

    /**
     * Begins to judge {@code head}, whose headers stay as they are.
     *
     * @param worker that of the exchange, on which {@code verdict} is called once, before this method returns or later
     */
    Inquiry judge(RequestHead head, ExchangeEnvironment environment, EventLoop worker, Consumer<Verdict> verdict);

    /** What it asks for, in a few words for operators. */
    String describe();
}
