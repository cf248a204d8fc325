package io.phoenix.gateway.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stand-ins for Qdrant, n8n, Open WebUI and Portainer. */
final class DemoAppsTest {

    private static DemoBackends backends;
    private static DemoClient client;

    @BeforeAll
    static void start() {
        backends = DemoBackends.start(Duration.ofMillis(1));
        client = new DemoClient(backends);
    }

    @AfterAll
    static void stop() {
        backends.close();
    }

    private static HttpResponse<String> put(String target, String json) throws Exception {
        return client.send("PUT", DemoApp.QDRANT, target, BodyPublishers.ofString(json));
    }

    @Test
    void qdrantFindsTheNearestPoints() throws Exception {
        assertThat(put("/collections/places%2Fa", "{\"vectors\":{\"size\":2,\"distance\":\"Cosine\"}}")
                        .statusCode())
                .isEqualTo(200);
        String points = """
                {"points":[
                  {"id":1,"vector":[1,0],"payload":{"name":"east","n":1.5}},
                  {"id":"b","vector":[0,2],"payload":{"name":"north"}},
                  {"id":3,"vector":[3,3],"payload":null}]}""";
        assertThat(put("/collections/places%2Fa/points?wait=true", points).body())
                .contains("\"status\":\"completed\"");

        String search = "{\"vector\":[0.1,5],\"limit\":2,\"with_payload\":true}";
        JsonValue found = result(client.post(DemoApp.QDRANT, "/collections/places%2Fa/points/search", search));
        assertThat(found.items()).hasSize(2);
        assertThat(found.items().get(0).get("id").value()).isEqualTo("b");
        assertThat(found.items().get(0).get("payload").get("name").value()).isEqualTo("north");
        assertThat(found.items().get(1).get("id").value()).isEqualTo(3);

        String query = "{\"query\":1,\"limit\":5,\"score_threshold\":0.5}";
        JsonValue near = result(client.post(DemoApp.QDRANT, "/collections/places%2Fa/points/query", query));
        assertThat(near.get("points").items()).hasSize(1);
        assertThat(near.get("points").items().get(0).get("score").number(0)).isBetween(0.7071, 0.7072);

        assertThat(result(client.get(DemoApp.QDRANT, "/collections/places%2Fa"))
                        .get("points_count")
                        .value())
                .isEqualTo(3);
        assertThat(client.get(DemoApp.QDRANT, "/collections").body()).contains("{\"name\":\"places/a\"}");
        HttpResponse<String> deleted =
                client.send("DELETE", DemoApp.QDRANT, "/collections/places%2Fa", BodyPublishers.noBody());
        assertThat(deleted.body()).contains("\"result\":true");
    }

    private static JsonValue result(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonValue body = JsonValue.read(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(body.get("status").value()).isEqualTo("ok");
        return body.get("result");
    }

    @Test
    void qdrantRefusesInItsOwnWords() throws Exception {
        String collection = "{\"vectors\":{\"size\":2,\"distance\":\"Cosine\"}}";
        put("/collections/twice", collection);

        assertThat(put("/collections/twice", collection).statusCode()).isEqualTo(409);
        HttpResponse<String> wrong = put("/collections/twice/points", "{\"points\":[{\"id\":1,\"vector\":[1]}]}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("expected dim: 2, got 1");
        HttpResponse<String> missing = client.get(DemoApp.QDRANT, "/collections/none");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body())
                .startsWith("{\"status\":{\"error\":\"Not found: Collection `none` doesn't exist!\"}");
        assertThat(put("/collections/x", "{").statusCode()).isEqualTo(400);
        try (Socket socket = client.connect(DemoApp.QDRANT)) {
            DemoClient.write(socket, "GET /collections/50% HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(DemoClient.readToEnd(socket)).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void qdrantTellsAboutItself() throws Exception {
        assertThat(client.get(DemoApp.QDRANT, "/").body()).contains("vector search engine");
        assertThat(client.get(DemoApp.QDRANT, "/healthz").body()).isEqualTo("healthz check passed");
        assertThat(client.get(DemoApp.QDRANT, "/readyz").body()).isEqualTo("all shards are ready");
        assertThat(client.get(DemoApp.QDRANT, "/dashboard/").headers().firstValue("content-type"))
                .contains("text/html; charset=utf-8");
    }

    @Test
    void n8nTellsAWebhookWhatReachedIt() throws Exception {
        HttpResponse<String> answer = client.http()
                .send(
                        client.request(DemoApp.N8N, "/webhook/a/b?c=d")
                                .header("X-Forwarded-Host", "lab.example")
                                .POST(BodyPublishers.ofString("four"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body())
                .contains("\"method\":\"POST\"", "\"target\":\"/webhook/a/b?c=d\"", "\"bodyLength\":4")
                .contains("[\"X-Forwarded-Host\",\"lab.example\"]");
        assertThat(client.get(DemoApp.N8N, "/").body()).contains("<h1>n8n</h1>");
        assertThat(client.get(DemoApp.N8N, "/healthz").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(client.get(DemoApp.N8N, "/rest/settings").body()).contains("\"pushBackend\":\"websocket\"");
    }

    @Test
    void openWebUiServesAPageThatNeedsNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = client.get(DemoApp.OPEN_WEBUI, "/");

        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("/v1/chat/completions", "/v1/models", "/v1/embeddings", "ws/socket.io")
                .doesNotContainPattern("(?i)(src|href)\\s*=\\s*['\"]?(https?:)?//");
        assertThat(client.get(DemoApp.OPEN_WEBUI, "/health").body()).isEqualTo("{\"status\":true}");
        assertThat(client.get(DemoApp.OPEN_WEBUI, "/api/config").body()).contains("\"enable_websocket\":true");
    }

    @Test
    void portainerTellsItsStatus() throws Exception {
        assertThat(client.get(DemoApp.PORTAINER, "/").body()).contains("<h1>Portainer</h1>");
        assertThat(client.get(DemoApp.PORTAINER, "/api/system/status").body()).contains("\"Version\"");
    }
}
