/** The operator's files, read into records. */
@NullMarked
package io.phoenix.gateway.provisioner.reading;

import org.jspecify.annotations.NullMarked;
