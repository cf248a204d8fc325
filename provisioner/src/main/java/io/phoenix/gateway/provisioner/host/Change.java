package io.phoenix.gateway.provisioner.host;

/** One thing that can be done to the host. Each is safe to repeat, and tells by itself whether it is done. */
public sealed interface Change permits ContainerChange, VolumeChange {}
