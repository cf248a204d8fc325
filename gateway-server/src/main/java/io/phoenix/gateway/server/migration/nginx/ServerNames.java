package io.phoenix.gateway.server.migration.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The hosts of a server.
 *
 * @param hosts names and patterns that routes can be for
 * @param named whether the server has a name that a client could ask for, written here or not
 */
record ServerNames(List<String> hosts, boolean named) {

    /** Reads them, with a word on each line of them. */
    static ServerNames of(Directive server, ImportReport report) {
        List<String> hosts = new ArrayList<>();
        boolean named = false;
        for (Directive names : server.all("server_name")) {
            for (String written : names.arguments()) {
                String name = written.toLowerCase(Locale.ROOT);
                boolean nobodys = name.isEmpty() || name.equals("_");
                named |= !nobodys;
                String bare =
                        name.startsWith(".") ? name.substring(1) : name.startsWith("*.") ? name.substring(2) : name;
                if (nobodys) {
                    report.byDefault(names, "a name that nobody asks for; what the server is the default for decides");
                } else if (HostText.isNameOrIpv4(bare) && !(bare.length() < name.length() && bare.matches("[0-9.]+"))) {
                    addHost(hosts, name, bare);
                } else {
                    report.left(names, unsayable(name));
                }
                if (bare.length() < name.length()) {
                    report.finding(
                            names,
                            "*." + bare + " here is for one more label only, like a." + bare + "; NGINX takes a.b."
                                    + bare + " too");
                }
            }
            if (!report.knows(names)) {
                report.translated(names, "hosts: " + String.join(", ", hosts));
            }
        }
        return new ServerNames(hosts.stream().distinct().toList(), named);
    }

    private static void addHost(List<String> hosts, String name, String bare) {
        if (!name.startsWith("*")) {
            hosts.add(bare);
        }
        if (name.length() > bare.length()) {
            hosts.add("*." + bare);
        }
    }

    private static String unsayable(String name) {
        if (name.startsWith("~")) {
            return "hosts are names here, not expressions; list the names that it stands for";
        }
        return name.endsWith(".*")
                ? "a host cannot be open at its end here; list the names that it stands for"
                : name + " is not a host name";
    }
}
