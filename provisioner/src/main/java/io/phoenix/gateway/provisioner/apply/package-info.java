/** Looks at the host, and carries plans out on it, one step at a time. */
@NullMarked
package io.phoenix.gateway.provisioner.apply;

import org.jspecify.annotations.NullMarked;
