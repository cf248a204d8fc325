package io.phoenix.gateway.routing.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How an answer's JSON documents follow each other. */
enum AnswerFormat {
    /** One document. */
    JSON {
        @Override
        AnswerFraming framing(AnswerDocument document) {
            return document::read;
        }
    },
    /** A document per line. */
    LINES {
        @Override
        AnswerFraming framing(AnswerDocument document) {
            return new JsonLines(document);
        }
    },
    /** A document per server-sent event. */
    EVENTS {
        @Override
        AnswerFraming framing(AnswerDocument document) {
            return new EventStream(document);
        }
    };

    /** What finds the documents of one answer. */
    abstract AnswerFraming framing(AnswerDocument document);

    /** The format that a Content-Type tells, or null for any without JSON. */
    static @Nullable AnswerFormat of(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/json" -> JSON;
            case "text/event-stream" -> EVENTS;
            case "application/x-ndjson", "application/ndjson", "application/jsonl" -> LINES;
            default -> type.endsWith("+json") ? JSON : null;
        };
    }
}
