package io.phoenix.gateway.server.migration.nginx;

/**
 * Where something stands in the operator's files.
 *
 * @param file as the operator named it
 * @param line from 1
 * @param column from 1, in characters
 */
record Place(String file, int line, int column) implements Comparable<Place> {

    /** Without the column, for comments. */
    String fileAndLine() {
        return file + ":" + line;
    }

    @Override
    public int compareTo(Place other) {
        int files = file.compareTo(other.file);
        int lines = files != 0 ? files : Integer.compare(line, other.line);
        return lines != 0 ? lines : Integer.compare(column, other.column);
    }

    /** Of the form that editors and terminals make clickable. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
