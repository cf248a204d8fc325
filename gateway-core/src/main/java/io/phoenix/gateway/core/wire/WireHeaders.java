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

    private static final int NONE = -1;
    private static final CharSequence[] NOTHING = {};
    private static final int USUAL_ADDITIONS = 8;

    private final ReceivedLines received;
    private final int lines;

    /** Names and values in turn. */
    private CharSequence[] added = NOTHING;

    private int additions;

    /** A bit for each name that may be there, so that most names that are not are known at once. */
    private long names;

    WireHeaders(ReceivedLines received) {
        this.received = received;
        this.lines = received.count();
        this.names = received.names();
    }

    /** Writes all fields, without the empty line behind them. */
    void writeTo(HeadWriter out) {
        received.writeTo(out);
        for (int i = 0; i < additions; i++) {
            out.field(added[2 * i], added[2 * i + 1]);
        }
    }

    // ---- slots: the lines, and behind them the additions ----

    /** The first slot of {@code name} from {@code from} on, or NONE. */
    private int find(CharSequence name, int from) {
        if (name.length() == 0 || (names & ReceivedLines.bit(name.length(), name.charAt(0))) == 0) {
            return NONE;
        }
        for (int slot = from; slot < lines; slot++) {
            if (received.isNamed(slot, name)) {
                return slot;
            }
        }
        for (int slot = Math.max(from, lines); slot < lines + additions; slot++) {
            if (AsciiString.contentEqualsIgnoreCase(addedName(slot), name)) {
                return slot;
            }
        }
        return NONE;
    }

    /** The first slot from {@code from} on that is not removed, or one too many. */
    private int next(int from) {
        return from < lines ? received.next(from) : from;
    }

    private CharSequence addedName(int slot) {
        return added[2 * (slot - lines)];
    }

    private CharSequence addedValue(int slot) {
        return added[2 * (slot - lines) + 1];
    }

    private CharSequence nameAt(int slot) {
        return slot < lines ? received.name(slot) : addedName(slot);
    }

    private CharSequence partAt(int slot) {
        return slot < lines ? received.part(slot) : addedValue(slot);
    }

    private String valueAt(int slot) {
        return slot < lines ? received.value(slot) : addedValue(slot).toString();
    }

    private boolean hasValue(int slot, CharSequence value) {
        return slot < lines ? received.hasValue(slot, value) : AsciiString.contentEquals(addedValue(slot), value);
    }

    private void removeAt(int slot) {
        if (slot < lines) {
            received.remove(slot);
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
        names |= ReceivedLines.bit(name.length(), name.charAt(0));
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
        return received.left() + additions;
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
            return partAt(slot);
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
