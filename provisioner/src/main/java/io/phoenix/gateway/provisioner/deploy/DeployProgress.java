package io.phoenix.gateway.provisioner.deploy;

/** Is told how far a deployment is; called by the thread that works. */
@FunctionalInterface
public interface DeployProgress {
    /** A step begins, and the one before it is over. */
    void begins(String step);
}
