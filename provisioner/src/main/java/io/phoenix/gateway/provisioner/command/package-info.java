/** Running the host's programs: argument lists, never a shell. */
@NullMarked
package io.phoenix.gateway.provisioner.command;

import org.jspecify.annotations.NullMarked;
