/**
 * Looks at every hop between clients and services, and says which one fails, why, and what mends it; changes nothing.
 */
@NullMarked
package io.phoenix.gateway.provisioner.doctor;

import org.jspecify.annotations.NullMarked;
