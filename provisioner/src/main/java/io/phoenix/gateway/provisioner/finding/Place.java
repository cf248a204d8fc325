package io.phoenix.gateway.provisioner.finding;

/**
 * A place in a text file.
 *
 * @param line from 1; 0 for the file as a whole
 * @param column from 1, in UTF-16 characters; 0 for the file as a whole
 */
public record Place(int line, int column) {
    /** The file as a whole. */
    public static final Place FILE = new Place(0, 0);
}
