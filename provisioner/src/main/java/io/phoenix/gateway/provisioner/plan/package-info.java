/** From what is asked for and what there is to the steps between: pure, without a look at the host. */
@NullMarked
package io.phoenix.gateway.provisioner.plan;

import org.jspecify.annotations.NullMarked;
