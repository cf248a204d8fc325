/** What a schema cannot say: references, duplicates, addresses, and agreement between the files. */
@NullMarked
package io.phoenix.gateway.provisioner.check;

import org.jspecify.annotations.NullMarked;
