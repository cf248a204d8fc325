package io.phoenix.gateway.routing.policy;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The headers that a route sets on the requests that go upstream, and those that it takes away. Immutable.
 *
 * @param set by name, replacing what the client says and what the gateway adds
 * @param remove names
 */
public record RequestHeaders(Map<String, String> set, List<String> remove) {

    /** Nothing is set and nothing taken away. */
    public static final RequestHeaders NONE = new RequestHeaders(Map.of(), List.of());

    public RequestHeaders {
        set = Map.copyOf(set);
        remove = List.copyOf(remove);
    }

    void edit(HttpHeaders request) {
        for (int i = 0; i < remove.size(); i++) {
            request.remove(remove.get(i));
        }
        set.forEach(request::set);
    }

    /** In a few words for operators, without the values, which may be secrets. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        set.keySet().stream().sorted().forEach(name -> words.add("request's " + name + " set"));
        remove.forEach(name -> words.add("request's " + name + " removed"));
        return String.join(", ", words);
    }
}
