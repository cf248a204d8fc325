/** The configuration file, read into records. */
@NullMarked
package io.phoenix.gateway.server.config;

import org.jspecify.annotations.NullMarked;
