package io.phoenix.gateway.core.http;

import io.netty.util.AsciiString;

/**
 * Compares names of headers as the apps behind CGI, WSGI, PHP and their like do: they know a header by its letters and
 * digits only, so that {@code Remote_User} and {@code remote.user} are {@code Remote-User} to them. Stateless.
 */
public final class HeaderName {

    private HeaderName() {}

    /** Whether an app may take {@code name} for {@code known}. */
    public static boolean same(CharSequence name, AsciiString known) {
        return name.length() == known.length() && startsWith(name, known);
    }

    /** Whether an app may take the beginning of {@code name} for {@code known}. */
    public static boolean startsWith(CharSequence name, AsciiString known) {
        if (name.length() < known.length()) {
            return false;
        }
        for (int i = 0; i < known.length(); i++) {
            if (letter(name.charAt(i)) != letter((char) known.byteAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char letter(char c) {
        char lower = AsciiString.toLowerCase(c);
        return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ? lower : '-';
    }
}
