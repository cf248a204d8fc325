package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.model.EndpointKinds;
import io.phoenix.gateway.routing.model.ModelPlace;
import org.jspecify.annotations.Nullable;

/** What is done with a request that a route matches. */
public sealed interface RouteAction {
    /**
     * The request's model decides.
     *
     * @param kinds what the endpoint asks of a model
     * @param defaultModel name (never an alias) of the model that serves a request without one; null refuses it
     * @param from where the request names its model
     */
    record ByModel(EndpointKinds kinds, @Nullable String defaultModel, ModelPlace from) implements RouteAction {}

    /** Forward to the upstream of this name. */
    record ToUpstream(String upstream) implements RouteAction {}

    /** Send the client to this path or URL, with this status. */
    record Redirect(String to, int status) implements RouteAction {
        /** Keeps method and body, and is asked again each time (RFC 9110, section 15.4.8). */
        public static final int DEFAULT_STATUS = 307;
    }

    /** Answer 404, whatever wider routes there are. */
    record Refuse() implements RouteAction {}

    /** Answer with the list of models, or with one of them. */
    record ListModels() implements RouteAction {}
}
