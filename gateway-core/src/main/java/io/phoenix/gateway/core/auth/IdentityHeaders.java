package io.phoenix.gateway.core.auth;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.phoenix.gateway.core.exchange.HeaderRules;
import io.phoenix.gateway.core.http.HeaderName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers by which an authentication service tells upstreams who the client is. What a client sends under these
 * names never passes, whether the service says something or not, nor what an app could take for them. Immutable.
 */
public final class IdentityHeaders {

    private final List<AsciiString> names;

    /** Headers of these names, in any case. */
    public IdentityHeaders(List<String> names) {
        this.names = names.stream().map(AsciiString::cached).toList();
    }

    /** Removes what a client says of itself. */
    void remove(HttpHeaders headers) {
        List<String> claims = null;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence(); all.hasNext(); ) {
            CharSequence name = all.next().getKey();
            if (isOne(name)) {
                claims = claims == null ? new ArrayList<>() : claims;
                claims.add(name.toString());
            }
        }
        if (claims != null) {
            claims.forEach(headers::remove);
        }
    }

    private boolean isOne(CharSequence name) {
        for (int i = 0; i < names.size(); i++) {
            if (HeaderName.same(name, names.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** What {@code told}, the headers of the service's answer, is worth to the upstream and to the client. */
    HeaderRules rules(HttpHeaders told) {
        return new HeaderRules() {

            @Override
            public void editRequest(HttpHeaders request) {
                remove(request);
                for (int i = 0; i < names.size(); i++) {
                    request.add(names.get(i), told.getAll(names.get(i)));
                }
            }

            // A service renews its session on any request.
            @Override
            public void editAnswer(HttpHeaders answer, @Nullable String asker) {
                answer.add(HttpHeaderNames.SET_COOKIE, told.getAll(HttpHeaderNames.SET_COOKIE));
            }
        };
    }

    String describe() {
        return names.isEmpty() ? "" : ", and tells " + String.join(", ", names);
    }
}
