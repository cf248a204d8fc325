package io.phoenix.gateway.provisioner.finding;

/**
 * Something that the operator should know about a file, and where it is.
 *
 * @param path the place in the tree, such as {@code lxc_configs.953.features[1]}; empty for the root
 * @param message what is wrong and what to do
 */
public record Finding(Severity severity, String file, Place place, String path, String message) {
    /** One line of the form that editors and terminals make clickable. */
    @Override
    public String toString() {
        String where = place.equals(Place.FILE) ? file : file + ":" + place.line() + ":" + place.column();
        return where + ": " + severity + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
