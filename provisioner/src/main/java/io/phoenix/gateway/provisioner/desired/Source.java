package io.phoenix.gateway.provisioner.desired;

/** What a container that does not exist is made from. */
public sealed interface Source {
    /** Another container, a template. */
    record Clone(int container) implements Source {
        @Override
        public String toString() {
            return "clone of " + container;
        }
    }

    /** The tarball of an operating system. */
    record Tarball(String path) implements Source {
        @Override
        public String toString() {
            return path;
        }
    }
}
