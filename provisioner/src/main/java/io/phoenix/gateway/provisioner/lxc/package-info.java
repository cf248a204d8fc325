/** Containers of plain LXC, as Debian has it: a directory each, with a {@code config} file and a {@code rootfs}. */
@NullMarked
package io.phoenix.gateway.provisioner.lxc;

import org.jspecify.annotations.NullMarked;
