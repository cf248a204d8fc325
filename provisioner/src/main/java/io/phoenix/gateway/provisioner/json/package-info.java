/** JSON with the place of every value, and the schemas that it is held against. */
@NullMarked
package io.phoenix.gateway.provisioner.json;

import org.jspecify.annotations.NullMarked;
