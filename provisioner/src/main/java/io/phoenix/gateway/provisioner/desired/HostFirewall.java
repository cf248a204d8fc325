package io.phoenix.gateway.provisioner.desired;

/** The host's firewall; policies are {@code ACCEPT}, {@code DROP} or {@code REJECT}. */
public record HostFirewall(boolean enabled, String inputPolicy, String outputPolicy) {}
