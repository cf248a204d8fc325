package io.phoenix.gateway.routing.model;

/** Which containers are open, one bit each: set for an object, clear for an array. Owned by one scanner. */
final class Nesting {
    private final long[] objects;
    private final int limit;
    private int depth;

    Nesting(int limit) {
        this.limit = limit;
        this.objects = new long[(limit + 63) >>> 6];
    }

    /** Enters a container; false, and nothing is entered, at the limit. */
    boolean enter(boolean object) {
        if (depth == limit) {
            return false;
        }
        long bit = 1L << depth; // a shift counts modulo 64
        if (object) {
            objects[depth >>> 6] |= bit;
        } else {
            objects[depth >>> 6] &= ~bit;
        }
        depth++;
        return true;
    }

    void leave() {
        depth--;
    }

    /** Leaves all. */
    void clear() {
        depth = 0;
    }

    /** Containers that are open; 1 inside the outermost object. */
    int depth() {
        return depth;
    }

    /** The innermost open container is an object. */
    boolean inObject() {
        return (objects[(depth - 1) >>> 6] & 1L << (depth - 1)) != 0;
    }
}
