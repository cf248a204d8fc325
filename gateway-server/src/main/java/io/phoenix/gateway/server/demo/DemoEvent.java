package io.phoenix.gateway.server.demo;

/** A server-sent event that has a name and an object. */
final class DemoEvent {

    private DemoEvent() {}

    /** The event's text; {@code members} writes what stands between the braces. */
    static String named(String name, JsonValue.Writer members) {
        return "event: " + name + "\ndata: "
                + JsonValue.string(json -> {
                    json.writeStartObject();
                    members.write(json);
                    json.writeEndObject();
                })
                + "\n\n";
    }
}
