package io.phoenix.gateway.core.wire;

import io.netty.handler.codec.CharSequenceValueConverter;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a received head as parts of its bytes. What is removed is only marked, what is added stands behind
 * them, and what is not touched is written as it came, in runs of lines. Compared with Netty's map of fields, nothing
 * is made for a field that nobody asks for. Confined to one worker.
 */
public final class WireHeaders extends HttpHeaders {

    /** Of each field four places are kept: where its name begins, and these; behind the last one, where it ends. */
    static final int PLACES = 4;

    static final int COLON = 1;
    static final int VALUE = 2;
    static final int VALUE_END = 3;

    private static final int REMOVED = -1;
    private static final int NONE = -1;
    private static final CharSequence[] NOTHING = {};
    private static final int USUAL_ADDITIONS = 8;

    private final byte[] bytes;
    private final int[] places;
    private final int lines;
    private int removed;

    /** Names and values in turn. */
    private CharSequence[] added = NOTHING;

    private int additions;

    /** A bit for each name that may be there, so that most names that are not are known at once. */
    private long names;

    /** Takes ownership of both arrays. */
    WireHeaders(byte[] bytes, int[] places, int lines) {
        this.bytes = bytes;
        this.places = places;
        this.lines = lines;
        for (int line = 0; line < lines; line++) {
            int start = places[line * PLACES];
            names |= bit(places[line * PLACES + COLON] - start, bytes[start]);
        }
    }

    private static long bit(int length, int first) {
        return 1L << (length * 7 + Octets.lower(first));
    }

    /**
     * Writes all fields, without the empty line behind them. Lines go out as they came but for those whose blanks are
     * not the usual ones: an app may be less patient with them.
     */
    void writeTo(HeadWriter out) {
        int line = 0;
        while (line < lines) {
            int first = line;
            while (line < lines && isUsual(line)) {
                line++;
            }
            out.bytes(bytes, places[first * PLACES], places[line * PLACES]);
            if (line < lines && !isRemoved(line)) {
                out.field(nameAt(line), partAt(line));
            }
            line++;
        }
        for (int i = 0; i < additions; i++) {
            out.field(added[2 * i], added[2 * i + 1]);
        }
    }

    /** One blank behind the colon, and none at the end. */
    private boolean isUsual(int line) {
        int first = line * PLACES;
        int colon = places[first + COLON];
        return colon != REMOVED
                && places[first + VALUE] == colon + 2
                && bytes[colon + 1] == ' '
                && places[first + PLACES] == places[first + VALUE_END] + 2;
    }

    // ---- slots: the lines, and behind them the additions ----

    private boolean isRemoved(int line) {
        return places[line * PLACES + COLON] == REMOVED;
    }

    /** The first slot of {@code name} from {@code from} on, or NONE. */
    private int find(CharSequence name, int from) {
        int length = name.length();
        if (length == 0 || (names & bit(length, name.charAt(0))) == 0) {
            return NONE;
        }
        for (int slot = from; slot < lines; slot++) {
            if (isNamed(slot, name, length)) {
                return slot;
            }
        }
        for (int slot = Math.max(from, lines); slot < lines + additions; slot++) {
            if (AsciiString.contentEqualsIgnoreCase(added[2 * (slot - lines)], name)) {
                return slot;
            }
        }
        return NONE;
    }

    private boolean isNamed(int line, CharSequence name, int length) {
        int start = places[line * PLACES];
        // Never so for a removed one.
        if (places[line * PLACES + COLON] - start != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Octets.lower(bytes[start + i]) != Octets.lower(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private CharSequence nameAt(int slot) {
        if (slot >= lines) {
            return added[2 * (slot - lines)];
        }
        int start = places[slot * PLACES];
        return new AsciiString(bytes, start, places[slot * PLACES + COLON] - start, false);
    }

    private String valueAt(int slot) {
        return slot >= lines
                ? added[2 * (slot - lines) + 1].toString()
                : Octets.text(bytes, places[slot * PLACES + VALUE], places[slot * PLACES + VALUE_END]);
    }

    /** The value of a line, not copied. */
    private AsciiString partAt(int line) {
        int start = places[line * PLACES + VALUE];
        return new AsciiString(bytes, start, places[line * PLACES + VALUE_END] - start, false);
    }

    private boolean hasValue(int slot, CharSequence value) {
        if (slot >= lines) {
            return AsciiString.contentEquals(added[2 * (slot - lines) + 1], value);
        }
        int start = places[slot * PLACES + VALUE];
        if (places[slot * PLACES + VALUE_END] - start != value.length()) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if ((bytes[start + i] & 0xff) != value.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void removeAt(int slot) {
        if (slot < lines) {
            places[slot * PLACES + COLON] = REMOVED;
            removed++;
            return;
        }
        int next = slot - lines + 1;
        System.arraycopy(added, 2 * next, added, 2 * (next - 1), 2 * (additions - next));
        additions--;
        Arrays.fill(added, 2 * additions, 2 * additions + 2, null);
    }

    private void append(CharSequence name, CharSequence value) {
        if (name.length() == 0 || HttpHeaderValidationUtil.validateToken(name) >= 0) {
            throw new IllegalArgumentException("no name of a field: \"" + name + '"');
        }
        if (HttpHeaderValidationUtil.validateValidHeaderValue(value) >= 0) {
            throw new IllegalArgumentException("the value of " + name + " has bytes that no value may have");
        }
        if (2 * additions == added.length) {
            added = Arrays.copyOf(added, Math.max(2 * USUAL_ADDITIONS, 2 * added.length));
        }
        added[2 * additions] = name;
        added[2 * additions + 1] = value;
        additions++;
        names |= bit(name.length(), name.charAt(0));
    }

    private static CharSequence text(Object value) {
        return value instanceof CharSequence text ? text : CharSequenceValueConverter.INSTANCE.convertObject(value);
    }

    // ---- reading ----

    @Override
    public @Nullable String get(String name) {
        return get((CharSequence) name);
    }

    @Override
    public @Nullable String get(CharSequence name) {
        int slot = find(name, 0);
        return slot < 0 ? null : valueAt(slot);
    }

    @Override
    public List<String> getAll(String name) {
        return getAll((CharSequence) name);
    }

    @Override
    public List<String> getAll(CharSequence name) {
        int slot = find(name, 0);
        if (slot < 0) {
            return Collections.emptyList();
        }
        int next = find(name, slot + 1);
        if (next < 0) {
            return Collections.singletonList(valueAt(slot));
        }
        List<String> values = new ArrayList<>();
        for (; slot >= 0; slot = find(name, slot + 1)) {
            values.add(valueAt(slot));
        }
        return Collections.unmodifiableList(values);
    }

    @Override
    public boolean contains(String name) {
        return find(name, 0) >= 0;
    }

    @Override
    public boolean contains(CharSequence name) {
        return find(name, 0) >= 0;
    }

    @Override
    public boolean containsValue(CharSequence name, CharSequence value, boolean ignoreCase) {
        return find(name, 0) >= 0 && super.containsValue(name, value, ignoreCase);
    }

    private <N> @Nullable N parsed(CharSequence name, Function<String, @Nullable N> parse) {
        String value = get(name);
        try {
            return value == null ? null : parse.apply(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public @Nullable Integer getInt(CharSequence name) {
        return parsed(name, Integer::valueOf);
    }

    @Override
    public int getInt(CharSequence name, int otherwise) {
        Integer value = getInt(name);
        return value == null ? otherwise : value;
    }

    @Override
    public @Nullable Short getShort(CharSequence name) {
        return parsed(name, Short::valueOf);
    }

    @Override
    public short getShort(CharSequence name, short otherwise) {
        Short value = getShort(name);
        return value == null ? otherwise : value;
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // Netty's
    public @Nullable Long getTimeMillis(CharSequence name) {
        Date date = parsed(name, DateFormatter::parseHttpDate);
        return date == null ? null : date.getTime();
    }

    @Override
    public long getTimeMillis(CharSequence name, long otherwise) {
        Long time = getTimeMillis(name);
        return time == null ? otherwise : time;
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public int size() {
        return lines - removed + additions;
    }

    @Override
    public Set<String> names() {
        Set<String> all = new LinkedHashSet<>();
        entries().forEach(field -> all.add(field.getKey()));
        return all;
    }

    @Override
    public List<Map.Entry<String, String>> entries() {
        List<Map.Entry<String, String>> all = new ArrayList<>(size());
        for (int slot = next(0); slot < lines + additions; slot = next(slot + 1)) {
            all.add(new SimpleImmutableEntry<>(nameAt(slot).toString(), valueAt(slot)));
        }
        return all;
    }

    /** The first slot from {@code from} on that is not removed, or one too many. */
    private int next(int from) {
        int slot = from;
        while (slot < lines && isRemoved(slot)) {
            slot++;
        }
        return slot;
    }

    @Override
    @SuppressWarnings("deprecation") // not to be called by others, and still what Netty itself calls
    public Iterator<Map.Entry<String, String>> iterator() {
        return entries().iterator();
    }

    @Override
    public Iterator<Map.Entry<CharSequence, CharSequence>> iteratorCharSequence() {
        return new Fields();
    }

    /** Over parts of the bytes, which it does not copy. Reads no value but of the entries that are asked for theirs. */
    private final class Fields implements Iterator<Map.Entry<CharSequence, CharSequence>> {

        private int slot = WireHeaders.this.next(0);

        @Override
        public boolean hasNext() {
            return slot < lines + additions;
        }

        @Override
        public Map.Entry<CharSequence, CharSequence> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Field field = new Field(nameAt(slot), slot);
            slot = WireHeaders.this.next(slot + 1);
            return field;
        }
    }

    private final class Field implements Map.Entry<CharSequence, CharSequence> {

        private final CharSequence name;
        private final int slot;

        Field(CharSequence name, int slot) {
            this.name = name;
            this.slot = slot;
        }

        @Override
        public CharSequence getKey() {
            return name;
        }

        @Override
        public CharSequence getValue() {
            return slot >= lines ? added[2 * (slot - lines) + 1] : partAt(slot);
        }

        @Override
        public CharSequence setValue(CharSequence value) {
            throw new UnsupportedOperationException("fields are set by name");
        }
    }

    // ---- editing ----

    @Override
    public HttpHeaders add(String name, Object value) {
        append(name, text(value));
        return this;
    }

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
        append(name, text(value));
        return this;
    }

    @Override
    public HttpHeaders add(String name, Iterable<?> values) {
        values.forEach(value -> append(name, text(value)));
        return this;
    }

    @Override
    public HttpHeaders addInt(CharSequence name, int value) {
        return add(name, Integer.toString(value));
    }

    @Override
    public HttpHeaders addShort(CharSequence name, short value) {
        return add(name, Short.toString(value));
    }

    @Override
    public HttpHeaders set(String name, Object value) {
        return set((CharSequence) name, value);
    }

    /** A field that says so already stays where it is. */
    @Override
    public HttpHeaders set(CharSequence name, Object value) {
        CharSequence text = text(value);
        int slot = find(name, 0);
        if (slot < 0 || !hasValue(slot, text) || find(name, slot + 1) >= 0) {
            remove(name);
            append(name, text);
        }
        return this;
    }

    @Override
    public HttpHeaders set(String name, Iterable<?> values) {
        remove(name);
        return add(name, values);
    }

    @Override
    public HttpHeaders setInt(CharSequence name, int value) {
        return set(name, Integer.toString(value));
    }

    @Override
    public HttpHeaders setShort(CharSequence name, short value) {
        return set(name, Short.toString(value));
    }

    @Override
    public HttpHeaders remove(String name) {
        return remove((CharSequence) name);
    }

    @Override
    public HttpHeaders remove(CharSequence name) {
        for (int slot = find(name, 0); slot >= 0; slot = find(name, slot)) {
            removeAt(slot);
        }
        return this;
    }

    @Override
    public HttpHeaders clear() {
        for (int slot = next(0); slot < lines; slot = next(slot)) {
            removeAt(slot);
        }
        Arrays.fill(added, null);
        additions = 0;
        return this;
    }
}
