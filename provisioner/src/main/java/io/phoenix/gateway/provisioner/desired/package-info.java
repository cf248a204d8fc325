/** What the operator's files ask for, as immutable records without places: the input of every plan. */
@NullMarked
package io.phoenix.gateway.provisioner.desired;

import org.jspecify.annotations.NullMarked;
