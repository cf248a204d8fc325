package io.phoenix.gateway.provisioner.pct;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A container's file as Proxmox keeps it: the description in lines with {@code #}, what is in force, and after that
 * sections, one for what is pending and one for each snapshot. Lines that are not understood stay byte for byte.
 */
final class ConfFile {
    private static final String PENDING = "pve:pending";

    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final SortedMap<String, String> pending = new TreeMap<>();
    private final List<String> snapshots = new ArrayList<>();
    private final StringBuilder description = new StringBuilder();
    private final List<String> idMaps = new ArrayList<>();
    private final List<String> mountEntries = new ArrayList<>();

    private ConfFile(String text) {
        this.text = text;
    }

    /** The file with these bytes. */
    static ConfFile of(byte[] bytes) {
        ConfFile conf = new ConfFile(new String(bytes, StandardCharsets.ISO_8859_1));
        String section = "";
        for (String line : conf.text.split("\n", -1)) {
            if (line.startsWith("[") && line.contains("]")) {
                section = line.substring(1, line.indexOf(']'));
                if (!section.startsWith("pve:")) {
                    conf.snapshots.add(section);
                }
            } else if (section.isEmpty()) {
                conf.line(line);
            } else if (section.equals(PENDING) && colon(line) > 0) {
                conf.pending.put(key(line), value(line));
            }
        }
        return conf;
    }

    private void line(String line) {
        if (line.startsWith("#")) {
            description.append(line, 1, line.length()).append('\n');
        } else if (colon(line) > 0) {
            String key = key(line);
            if (key.equals("lxc.idmap")) {
                idMaps.add(value(line));
            } else if (key.equals("lxc.mount.entry")) {
                mountEntries.add(value(line));
            }
            values.put(key, value(line));
        }
    }

    /** Lines for LXC may have an equals sign instead of the colon. */
    private static int colon(String line) {
        int colon = line.indexOf(':');
        int equals = line.startsWith("lxc.") ? line.indexOf('=') : -1;
        return equals > 0 && (colon < 0 || equals < colon) ? equals : colon;
    }

    private static String key(String line) {
        return line.substring(0, colon(line)).strip();
    }

    private static String value(String line) {
        return line.substring(colon(line) + 1).strip();
    }

    /** What is in force, by key. */
    Map<String, String> values() {
        return values;
    }

    /** What the next start puts in force. */
    SortedMap<String, String> pending() {
        return pending;
    }

    List<String> snapshots() {
        return snapshots;
    }

    /** As it is written, with its percent signs. */
    String description() {
        return description.toString();
    }

    List<String> idMaps() {
        return idMaps;
    }

    List<String> mountEntries() {
        return mountEntries;
    }

    /** What {@code pct --digest} compares: the SHA-1 of the file. */
    String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** The file with lines for LXC set in what is in force; everything else as it was. */
    byte[] withRawLines(Map<String, String> lines) {
        int end = text.startsWith("[") ? 0 : text.indexOf("\n[") + 1;
        String inForce = end == 0 && !text.startsWith("[") ? text : text.substring(0, end);
        StringBuilder changed = new StringBuilder();
        inForce.lines()
                .filter(line -> colon(line) <= 0 || !lines.containsKey(key(line)))
                .forEach(line -> changed.append(line).append('\n'));
        // A blank line parts the sections and belongs before them, not before what is added here.
        int blank = changed.length();
        while (blank > 1 && changed.charAt(blank - 1) == '\n' && changed.charAt(blank - 2) == '\n') {
            blank--;
        }
        StringBuilder added = new StringBuilder();
        new TreeMap<>(lines)
                .forEach((key, value) ->
                        added.append(key).append(": ").append(value).append('\n'));
        changed.insert(blank, added);
        return bytes(changed + text.substring(inForce.length()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
