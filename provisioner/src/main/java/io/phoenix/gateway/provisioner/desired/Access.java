package io.phoenix.gateway.provisioner.desired;

/** Whether a container may write to a volume. */
public enum Access {
    READ_ONLY("ro"),
    READ_WRITE("rw");

    private final String word;

    Access(String word) {
        this.word = word;
    }

    /** As files and tables write it. */
    public String word() {
        return word;
    }
}
