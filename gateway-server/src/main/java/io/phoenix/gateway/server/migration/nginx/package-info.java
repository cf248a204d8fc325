/** Reads NGINX's configuration and writes one for this gateway, with a word on every directive. */
@NullMarked
package io.phoenix.gateway.server.migration.nginx;

import org.jspecify.annotations.NullMarked;
