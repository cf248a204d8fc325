package io.phoenix.gateway.server.control;

import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.routing.model.ListedModel;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream that is asked for its models, and whether it answered. Its endpoints serve the same, so the answer of
 * one is enough; the one that answered last is asked first. Asked by one thread at a time; what it says of itself may
 * be read by any.
 */
final class AskedUpstream {

    /** Whether it answered, as far as that is known. */
    enum State {
        NOT_ASKED,
        ANSWERS,
        SILENT
    }

    private static final Logger LOG = LoggerFactory.getLogger(AskedUpstream.class);

    private final Upstream upstream;
    private final ModelSource source;
    private int first;
    private volatile State state = State.NOT_ASKED;

    AskedUpstream(Upstream upstream, ModelSource source) {
        this.upstream = upstream;
        this.source = source;
    }

    Upstream upstream() {
        return upstream;
    }

    State state() {
        return state;
    }

    /** Asks until an endpoint answers; logs when that changes between working and not. Blocks. */
    List<ListedModel> ask() throws IOException, InterruptedException {
        try {
            List<ListedModel> models = askEach();
            if (state == State.SILENT) {
                LOG.info("upstream {} tells its models again", upstream.name());
            }
            state = State.ANSWERS;
            return models;
        } catch (IOException e) {
            if (state != State.SILENT) {
                LOG.warn("upstream {} does not tell its models: {}", upstream.name(), e.getMessage());
            }
            state = State.SILENT;
            throw e;
        }
    }

    private List<ListedModel> askEach() throws IOException, InterruptedException {
        List<Endpoint> endpoints = upstream.endpoints();
        IOException failure = new IOException("it has no endpoints");
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            try {
                List<ListedModel> models = source.ask(endpoints.get(index));
                first = index;
                return models;
            } catch (IOException e) {
                failure = new IOException(endpoints.get(index) + ": " + e.getMessage(), e);
            }
        }
        throw failure;
    }
}
