package io.phoenix.gateway.routing.model;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.phoenix.gateway.core.exchange.AnswerEditor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the name that the client asked for into the answers to one request, in the place of the name that the backend
 * serves it by: in JSON documents, server-sent events and JSON lines alike, so that streaming shows no other name than
 * an answer in one piece. Answers of other types pass, and so do encoded ones.
 */
public final class AnswerRename implements AnswerEditor {

    /** What tells of the very bytes that the backend sent: RFC 9110 section 8.8.3, RFC 1864, RFC 3230, RFC 9530. */
    private static final List<CharSequence> OF_THE_BYTES =
            List.of(HttpHeaderNames.ETAG, HttpHeaderNames.CONTENT_MD5, "digest", "content-digest", "repr-digest");

    private final String served;
    private final String asked;

    /** Replaces {@code served}, exactly, by {@code asked}. */
    public AnswerRename(String served, String asked) {
        this.served = served;
        this.asked = asked;
    }

    @Override
    public @Nullable Body begin(HttpResponse head) {
        HttpHeaders headers = head.headers();
        AnswerFormat format = AnswerFormat.of(headers.get(HttpHeaderNames.CONTENT_TYPE));
        if (format == null || isEncoded(headers)) {
            return null;
        }
        OF_THE_BYTES.forEach(headers::remove);
        return new RenamedAnswer(format, served, JsonQuoted.bytes(asked));
    }

    private static boolean isEncoded(HttpHeaders headers) {
        return headers.getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
                .anyMatch(coding -> !coding.strip().equalsIgnoreCase("identity"));
    }
}
