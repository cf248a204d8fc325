package io.phoenix.gateway.core.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a route changes in headers, beside what every gateway must. Called on workers, from several at once; must not
 * block.
 */
public interface HeaderRules {

    /** Changes nothing. */
    HeaderRules NONE = new HeaderRules() {

        @Override
        public void editRequest(HttpHeaders request) {}

        @Override
        public void editAnswer(HttpHeaders answer, @Nullable String asker) {}
    };

    /** Edits the headers of a request that is about to be forwarded. */
    void editRequest(HttpHeaders request);

    /**
     * Edits the headers of an answer, an upstream's or the gateway's own.
     *
     * @param asker the value of the request's {@code Origin}, as the client sent it
     */
    void editAnswer(HttpHeaders answer, @Nullable String asker);
}
