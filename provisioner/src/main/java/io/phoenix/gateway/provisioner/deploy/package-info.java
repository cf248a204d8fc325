/** Bringing releases of the gateway into its container, and one deployment to take over from another. */
@NullMarked
package io.phoenix.gateway.provisioner.deploy;

import org.jspecify.annotations.NullMarked;
