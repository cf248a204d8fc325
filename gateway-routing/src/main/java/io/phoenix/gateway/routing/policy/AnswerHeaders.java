package io.phoenix.gateway.routing.policy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The headers that a route sets on its answers and those it takes away. Immutable.
 *
 * @param set by name, replacing what the upstream says
 * @param remove names
 * @param security whether answers tell browsers not to guess types, leak addresses or show pages in foreign frames
 */
public record AnswerHeaders(Map<String, String> set, List<String> remove, boolean security) {

    /** Nothing is set and nothing taken away. */
    public static final AnswerHeaders NONE = new AnswerHeaders(Map.of(), List.of(), false);

    private static final AsciiString CONTENT_TYPE_OPTIONS = AsciiString.cached("x-content-type-options");
    private static final AsciiString NOSNIFF = AsciiString.cached("nosniff");
    private static final AsciiString REFERRER_POLICY = AsciiString.cached("referrer-policy");
    private static final AsciiString CROSS_SITE_HOST_ONLY = AsciiString.cached("strict-origin-when-cross-origin");
    private static final AsciiString FRAME_OPTIONS = AsciiString.cached("x-frame-options");
    private static final AsciiString SAMEORIGIN = AsciiString.cached("SAMEORIGIN");

    public AnswerHeaders {
        set = Map.copyOf(set);
        remove = List.copyOf(remove);
    }

    void edit(HttpHeaders answer) {
        for (int i = 0; i < remove.size(); i++) {
            answer.remove(remove.get(i));
        }
        if (security) {
            secure(answer);
        }
        set.forEach(answer::set);
    }

    /** An app that says itself who may frame it, or what its links tell, knows better. */
    private static void secure(HttpHeaders answer) {
        answer.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
        if (!answer.contains(REFERRER_POLICY)) {
            answer.set(REFERRER_POLICY, CROSS_SITE_HOST_ONLY);
        }
        if (!answer.contains(FRAME_OPTIONS) && !saysWhoMayFrame(answer)) {
            answer.set(FRAME_OPTIONS, SAMEORIGIN);
        }
    }

    private static boolean saysWhoMayFrame(HttpHeaders answer) {
        if (!answer.contains(HttpHeaderNames.CONTENT_SECURITY_POLICY)) {
            return false;
        }
        for (String policy : answer.getAll(HttpHeaderNames.CONTENT_SECURITY_POLICY)) {
            if (policy.toLowerCase(Locale.ROOT).contains("frame-ancestors")) {
                return true;
            }
        }
        return false;
    }

    /** In a few words for operators. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (security) {
            words.add("security headers");
        }
        set.keySet().stream().sorted().forEach(name -> words.add("set " + name));
        remove.forEach(name -> words.add("without " + name));
        return String.join(", ", words);
    }
}
