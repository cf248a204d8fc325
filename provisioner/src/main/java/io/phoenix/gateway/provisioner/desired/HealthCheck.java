package io.phoenix.gateway.provisioner.desired;

/** A command that succeeds in the container when its service is well; {@code interval} is in seconds. */
public record HealthCheck(String command, int retries, int interval) {}
