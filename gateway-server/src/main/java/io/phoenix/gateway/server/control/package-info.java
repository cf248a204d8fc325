/** What the gateway asks its upstreams on its own account, on threads of its own. */
@NullMarked
package io.phoenix.gateway.server.control;

import org.jspecify.annotations.NullMarked;
