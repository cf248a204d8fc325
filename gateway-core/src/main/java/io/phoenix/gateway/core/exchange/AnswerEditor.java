package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Changes the bodies of the answers to one request as they pass. Where a request has one, its Accept-Encoding is not
 * passed on, since only plain bytes can be edited. Called on the exchange's worker.
 */
public interface AnswerEditor {

    /** The editor for the body that follows {@code head}, or null to let it pass as it is. */
    @Nullable
    Body begin(HttpResponse head);

    /** The body of one answer. Its length may change, so it goes out in a framing that tells none. */
    interface Body {

        /**
         * Takes ownership of {@code chunk} and gives what may be sent now, owned by the caller and possibly empty. No
         * more than the bytes of one name, however it is escaped, are ever kept back.
         */
        ByteBuf edit(ByteBuf chunk);

        /** The body is over: what was kept back, owned by the caller and possibly empty. */
        ByteBuf end();

        /** The body broke off: lets go of what was kept back. May be called after {@link #end}, and again. */
        void release();
    }
}
