package io.phoenix.gateway.provisioner.json;

import io.phoenix.gateway.provisioner.json.JsonValue.JsonArray;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonFlag;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonNumber;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonObject;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonText;
import io.phoenix.gateway.provisioner.json.JsonValue.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object of a document, for readers that come after the schema: what is absent, or is not what it must be and was
 * reported, is null, empty or the default.
 */
public final class Section {
    private final Document document;
    private final JsonPath path;
    private final @Nullable JsonObject object;

    private Section(Document document, JsonPath path) {
        this.document = document;
        this.path = path;
        this.object = document.at(path) instanceof JsonObject found ? found : null;
    }

    /** The object that {@code path} leads to, or an empty one. */
    public static Section of(Document document, JsonPath path) {
        return new Section(document, path);
    }

    /** Where the section is. */
    public JsonPath path() {
        return path;
    }

    /** Whether the file has the section. */
    public boolean exists() {
        return object != null;
    }

    /** Whether neither it nor anything in it was found to be in error. */
    public boolean isSound() {
        return exists() && !document.hasErrorBelow(path);
    }

    /** The keys in the order of the file. */
    public Set<String> keys() {
        return object == null ? Set.of() : object.members().keySet();
    }

    /** The object under {@code key}, or an empty one. */
    public Section section(String key) {
        return new Section(document, path.key(key));
    }

    /** The objects of the list under {@code key} that are sound. */
    public List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        if (value(key) instanceof JsonArray array) {
            for (int i = 0; i < array.items().size(); i++) {
                sections.add(new Section(document, path.key(key).index(i)));
            }
        }
        return sections.stream().filter(Section::isSound).toList();
    }

    /** The text under {@code key}, or null. */
    public @Nullable String text(String key) {
        return sound(key) instanceof JsonText text ? text.text() : null;
    }

    /** The text under {@code key}, or {@code otherwise}. */
    public String text(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    /** The texts of the list under {@code key}. */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        if (value(key) instanceof JsonArray array) {
            for (JsonValue item : array.items()) {
                if (item instanceof JsonText text) {
                    texts.add(text.text());
                }
            }
        }
        return texts;
    }

    /** The whole number under {@code key}, or null. */
    public @Nullable Long whole(String key) {
        return sound(key) instanceof JsonNumber number && number.isWhole() ? number.whole() : null;
    }

    /** The whole number under {@code key}, which the schema keeps within an int, or {@code otherwise}. */
    public int whole(String key, int otherwise) {
        Long whole = whole(key);
        return whole == null ? otherwise : Math.toIntExact(whole);
    }

    /** The number under {@code key} as it is written, or null. */
    public @Nullable String number(String key) {
        return sound(key) instanceof JsonNumber number ? number.text() : null;
    }

    /** The flag under {@code key}, or false. */
    public boolean flag(String key) {
        return Boolean.TRUE.equals(flagIfTold(key));
    }

    /** The flag under {@code key}, or null. */
    public @Nullable Boolean flagIfTold(String key) {
        return sound(key) instanceof JsonFlag flag ? flag.value() : null;
    }

    private @Nullable JsonValue sound(String key) {
        return document.hasErrorBelow(path.key(key)) ? null : value(key);
    }

    private @Nullable JsonValue value(String key) {
        Member member = object == null ? null : object.members().get(key);
        return member == null ? null : member.value();
    }
}
