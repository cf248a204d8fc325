package io.phoenix.gateway.provisioner.finding;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is found in all files of one run. Not for several threads. */
public final class Findings {
    private final Set<Finding> all = new LinkedHashSet<>();

    /** Adds a finding, once however often it is found. */
    public void add(Finding finding) {
        all.add(finding);
    }

    /** Whether {@code path} of {@code file} or something below it is in error. */
    public boolean hasErrorBelow(String file, String path) {
        return all.stream()
                .anyMatch(finding -> finding.severity() == Severity.ERROR
                        && finding.file().equals(file)
                        && isBelow(finding.path(), path));
    }

    private static boolean isBelow(String path, String parent) {
        return path.startsWith(parent)
                && (parent.isEmpty()
                        || path.length() == parent.length()
                        || path.charAt(parent.length()) == '.'
                        || path.charAt(parent.length()) == '[');
    }

    /** How many there are of one severity. */
    public int count(Severity severity) {
        return (int) all.stream().filter(f -> f.severity() == severity).count();
    }

    /** Errors first, then by the name of the file, then by place. */
    public List<Finding> sorted() {
        return all.stream()
                .sorted(Comparator.comparing(Finding::severity)
                        .thenComparing(Finding::file)
                        .thenComparing(finding -> finding.place().line())
                        .thenComparing(finding -> finding.place().column()))
                .toList();
    }
}
