/** The provisioner's command line. */
@NullMarked
package io.phoenix.gateway.provisioner;

import org.jspecify.annotations.NullMarked;
