/** The gateway beside NGINX with njs and HAProxy: peers, backends, load, scenarios and the report. */
@NullMarked
package io.phoenix.gateway.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
