package io.phoenix.gateway.provisioner.finding;

import java.util.Locale;

/** Whether the files can be worked with in spite of a finding; errors sort first. */
public enum Severity {
    ERROR,
    WARNING;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
