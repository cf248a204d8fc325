/** Heads, header rules and replies made here. A leaf: anyone may use it. */
@NullMarked
package io.phoenix.gateway.core.http;

import org.jspecify.annotations.NullMarked;
