/** What the host has, what may be done to it, and what carries it out: the border between the plan and the world. */
@NullMarked
package io.phoenix.gateway.provisioner.host;

import org.jspecify.annotations.NullMarked;
