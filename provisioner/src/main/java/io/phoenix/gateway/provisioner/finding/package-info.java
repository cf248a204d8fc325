/** What is wrong with the operator's files, and where. */
@NullMarked
package io.phoenix.gateway.provisioner.finding;

import org.jspecify.annotations.NullMarked;
