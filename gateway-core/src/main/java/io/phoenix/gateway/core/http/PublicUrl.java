package io.phoenix.gateway.core.http;

import java.util.Locale;

/**
 * Where clients see an upstream, and how a URL that the upstream wrote reads from there. What the upstream says of
 * itself, or of the gateway as if it stood at its root, is led below the prefix; other hosts are left alone.
 *
 * @param scheme of the client's request, in lower case
 * @param authority that the client asked, with the port if it named one; empty if it named no host
 * @param prefix the path prefix that the upstream does not see, without its last slash; empty for none
 * @param upstream the authority that the gateway connects to, with its port
 */
record PublicUrl(String scheme, String authority, String prefix, String upstream) {

    /**
     * The URL reference (RFC 3986, section 4.1) as clients must read it: {@code reference} itself where nothing is to
     * change, such as a path relative to the page, another host, or another scheme than HTTP.
     */
    String of(String reference) {
        int start = authorityStart(reference);
        if (start < 0) {
            return reference.startsWith("/") ? path(reference) : reference;
        }
        int end = start;
        while (end < reference.length() && "/?#".indexOf(reference.charAt(end)) < 0) {
            end++;
        }
        String named = reference.substring(start, end);
        String namedScheme = start == 2 ? scheme : reference.substring(0, start - 3);
        if (!isOurs(named, namedScheme.toLowerCase(Locale.ROOT))) {
            return reference;
        }
        String rest = reference.substring(end);
        String moved = path(rest.startsWith("/") ? rest : "/" + rest);
        if (authority.isEmpty()) {
            // HTTP/1.0 without Host: the client alone knows what it asked.
            return moved;
        }
        return (start == 2 ? "//" : scheme + "://") + authority + moved;
    }

    /** {@code path}, which begins with a slash, below the prefix, unless the upstream put it there itself. */
    String path(String path) {
        return prefix.isEmpty() || isBelowPrefix(path) ? path : prefix + path;
    }

    private boolean isBelowPrefix(String path) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || "/?#".indexOf(path.charAt(prefix.length())) >= 0);
    }

    /** Where the authority begins, or -1 if there is none, or one that is not HTTP's. */
    private static int authorityStart(String reference) {
        if (reference.startsWith("//")) {
            return 2;
        }
        for (String known : new String[] {"http://", "https://"}) {
            if (reference.regionMatches(true, 0, known, 0, known.length())) {
                return known.length();
            }
        }
        return -1;
    }

    /** By the letters too, for upstreams that take the client for one of clear text. */
    private boolean isOurs(String named, String namedScheme) {
        return named.equalsIgnoreCase(authority)
                || withPort(named, namedScheme).equalsIgnoreCase(withPort(authority, scheme))
                || withPort(named, namedScheme).equalsIgnoreCase(upstream);
    }

    private static String withPort(String authority, String scheme) {
        boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
        return hasPort ? authority : authority + (scheme.equals("https") ? ":443" : ":80");
    }
}
