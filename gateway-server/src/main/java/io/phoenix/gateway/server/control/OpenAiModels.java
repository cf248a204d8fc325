package io.phoenix.gateway.server.control;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.routing.model.ListedModel;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/models}, which every model server has. It tells names, LoRA adapters included, and no kinds. */
final class OpenAiModels implements ModelSource {

    private final ControlClient client;

    OpenAiModels(ControlClient client) {
        this.client = client;
    }

    @Override
    public List<ListedModel> ask(Endpoint endpoint) throws IOException, InterruptedException {
        return read(client.get(endpoint, "/v1/models"));
    }

    static List<ListedModel> read(byte[] document) throws IOException {
        return ListReader.read(document, "data", OpenAiModels::item);
    }

    private static @Nullable ListedModel item(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        String id = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("id")) {
                id = json.getText();
            } else {
                json.skipChildren();
            }
        }
        return id != null && ListReader.isName(id) ? new ListedModel(id, null, null) : null;
    }
}
