package io.phoenix.gateway.server.config;

/**
 * Statuses of answers, as {@code 200-299}.
 *
 * @param first the least of them
 * @param last the greatest of them
 */
public record StatusRange(int first, int last) {

    /** Whether {@code status} is one of them. */
    public boolean contains(int status) {
        return status >= first && status <= last;
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
