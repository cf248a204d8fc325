/** What routes ask beside where a request goes: which paths are closed, and what the headers of answers say. */
@NullMarked
package io.phoenix.gateway.routing.policy;

import org.jspecify.annotations.NullMarked;
