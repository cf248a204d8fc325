package io.phoenix.gateway.server.config;

/** Something read, and the place where it stands, for checks that come later. */
record Placed<T>(T value, Value place) {}
