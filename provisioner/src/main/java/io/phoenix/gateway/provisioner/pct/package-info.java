/** Containers of Proxmox, by {@code pct} and the files that it keeps. */
@NullMarked
package io.phoenix.gateway.provisioner.pct;

import org.jspecify.annotations.NullMarked;
