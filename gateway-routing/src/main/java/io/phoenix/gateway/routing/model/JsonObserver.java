package io.phoenix.gateway.routing.model;

/**
 * Hears what a {@link JsonScanner} finds, while it finds it and on its thread. Of the members of an object only those
 * are told whose depth is listened to, and of their values only those that {@link #onName} asks for; all else is
 * checked and passed over. May call {@link JsonScanner#fail} at any time, after which it hears nothing more.
 */
interface JsonObserver {

    /**
     * A member's name is complete.
     *
     * @param name valid during the call; too long to be any name of interest if it has more chars than the scanner
     *     keeps
     * @param depth 1 in the outermost object
     * @param offset of the name's opening quote
     * @return how many chars of the value to keep if it is a string; {@link JsonString#SKIPPED} for a value of no
     *     interest
     */
    int onName(JsonString name, int depth, long offset);

    /**
     * A value that was asked for begins at {@code offset} with the byte {@code first}, which need not begin a value.
     */
    void onValue(int first, long offset);

    /** The string that began last has more chars than were asked for; it goes on, but nothing more is told of it. */
    void onLongText();

    /** The string that began last is complete. Valid during the call; {@code end} is just past its closing quote. */
    void onText(JsonString text, long end);

    /** The value that began last is the literal true. */
    void onTrue();
}
