package io.phoenix.gateway.server.control;

import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.routing.model.ListedModel;
import java.io.IOException;
import java.util.List;

/** How the models of an upstream are asked for in one API. One per upstream, used by one thread at a time. */
interface ModelSource {

    /**
     * The models that {@code endpoint} serves now. Blocks.
     *
     * @throws IOException if it does not answer, or not with a list of models; the message says so to an operator
     */
    List<ListedModel> ask(Endpoint endpoint) throws IOException, InterruptedException;
}
