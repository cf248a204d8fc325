/**
 * The gateway's configuration as the operator's files imply it: derived, written, and compared with one that exists.
 */
@NullMarked
package io.phoenix.gateway.provisioner.gatewayconfig;

import org.jspecify.annotations.NullMarked;
