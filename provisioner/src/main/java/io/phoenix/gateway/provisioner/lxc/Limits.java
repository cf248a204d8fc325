package io.phoenix.gateway.provisioner.lxc;

import org.jspecify.annotations.Nullable;

/** What a container may use; null is no limit. */
record Limits(
        @Nullable Integer cores,
        @Nullable Long memoryMb,
        @Nullable Long swapMb) {}
