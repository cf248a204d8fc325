package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
import io.phoenix.gateway.core.exchange.AnswerEditor;
import java.nio.ByteBuffer;

/**
 * The body of an answer in which one name is replaced while it passes. A chunk without the name leaves as the buffer
 * that it is; of others slices leave. Kept back is at most a model's value that the end of a chunk cuts, until it is
 * complete or longer than the served name can be with all its chars escaped. One per answer, on its worker.
 */
final class RenamedAnswer implements AnswerEditor.Body {
    private final AnswerSplice splice;
    private final AnswerDocument document;
    private final AnswerFraming framing;

    /** An answer of {@code format} in which the JSON string {@code replacement} takes the place of {@code served}. */
    RenamedAnswer(AnswerFormat format, String served, byte[] replacement) {
        this.splice = new AnswerSplice(replacement);
        this.document = new AnswerDocument(served, splice);
        this.framing = format.framing(document);
    }

    @Override
    public ByteBuf edit(ByteBuf chunk) {
        splice.begin(chunk);
        if (chunk.nioBufferCount() == 1) {
            read(chunk.nioBuffer(), splice.chunkStart());
        } else {
            long offset = splice.chunkStart();
            for (ByteBuffer part : chunk.nioBuffers()) {
                read(part, offset);
                offset += part.remaining();
            }
        }
        return splice.finish(document.undecidedFrom());
    }

    private void read(ByteBuffer bytes, long offset) {
        framing.read(bytes, bytes.position(), bytes.limit(), offset);
    }

    @Override
    public ByteBuf end() {
        return splice.end();
    }

    @Override
    public void release() {
        splice.release();
    }
}
