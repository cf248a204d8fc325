/** Volumes on the host's file systems. */
@NullMarked
package io.phoenix.gateway.provisioner.storage;

import org.jspecify.annotations.NullMarked;
