package io.phoenix.gateway.server.migration.nginx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads files and puts what they include in its place. Relative names are meant from the folder of the file that
 * includes. An included file that is missing is reported; a circle is refused.
 */
final class SourceFiles {

    private static final long LARGEST = 8 << 20;
    private static final int MOST = 2000;

    private final ImportReport report;
    private final Deque<Path> open = new ArrayDeque<>();
    private int read;

    SourceFiles(ImportReport report) {
        this.report = report;
    }

    /** The directives of {@code file} and of all that it includes. */
    List<Directive> read(Path file) throws NginxInputException {
        try {
            return readOne(file);
        } catch (NoSuchFileException e) {
            throw new NginxInputException(file + ": does not exist");
        } catch (IOException e) {
            throw new NginxInputException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private List<Directive> readOne(Path file) throws NginxInputException, IOException {
        if (++read > MOST) {
            throw new NginxInputException(file + ": more than " + MOST + " files are included");
        }
        if (Files.size(file) > LARGEST) {
            throw new NginxInputException(file + ": is larger than any configuration; the most is 8 MiB");
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        open.push(file.toRealPath());
        List<Directive> directives = expand(Parser.parse(file.toString(), text), file);
        open.pop();
        return directives;
    }

    private List<Directive> expand(List<Directive> directives, Path file) throws NginxInputException, IOException {
        List<Directive> expanded = new ArrayList<>();
        for (Directive directive : directives) {
            if (directive.is("include") && !directive.isBlock()) {
                expanded.add(directive);
                expanded.addAll(included(directive, file));
            } else if (directive.isBlock()) {
                expanded.add(directive.withBlock(expand(directive.block(), file)));
            } else {
                expanded.add(directive);
            }
        }
        return expanded;
    }

    private List<Directive> included(Directive include, Path file) throws NginxInputException, IOException {
        String pattern = include.argument(0);
        if (pattern.isEmpty() || pattern.indexOf('\0') >= 0) {
            throw new NginxInputException(include.place(), "include needs the name of a file");
        }
        Path wanted = file.resolveSibling(pattern);
        boolean glob = pattern.matches(".*[*?\\[].*");
        List<Path> found = glob ? matching(wanted) : Files.isRegularFile(wanted) ? List.of(wanted) : List.of();
        if (found.isEmpty() && !glob) {
            report.left(include, wanted + " does not exist here, so nothing of it is in the new configuration");
            return List.of();
        }
        report.translated(include, found.isEmpty() ? "no file matches" : "read " + found.size() + " files");
        List<Directive> all = new ArrayList<>();
        for (Path one : found) {
            if (open.contains(one.toRealPath())) {
                throw new NginxInputException(include.place(), one + " includes itself by way of this line");
            }
            all.addAll(readOne(one));
        }
        return all;
    }

    /** The files of a pattern in the order in which NGINX reads them; the pattern may be in any segment. */
    private static List<Path> matching(Path pattern) throws IOException {
        Path folder = pattern.getRoot() == null ? Path.of("") : pattern.getRoot();
        List<Path> found = List.of(folder);
        for (Path segment : pattern) {
            List<Path> next = new ArrayList<>();
            for (Path within : found) {
                next.addAll(matching(within, segment.toString()));
            }
            found = next;
        }
        return found.stream().filter(Files::isRegularFile).toList();
    }

    private static List<Path> matching(Path folder, String segment) throws IOException {
        if (!segment.matches(".*[*?\\[].*")) {
            return List.of(folder.resolve(segment));
        }
        if (!Files.isDirectory(folder.toString().isEmpty() ? Path.of(".") : folder)) {
            return List.of();
        }
        // Braces mean nothing in NGINX's patterns.
        String glob = segment.replace("{", "\\{").replace("}", "\\}");
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(Path::getFileName)
                    .filter(name -> name != null && matcher.matches(name))
                    .filter(name -> segment.startsWith(".") || !name.toString().startsWith("."))
                    .sorted()
                    .map(folder::resolve)
                    .toList();
        }
    }
}
