package io.phoenix.gateway.server;

import java.nio.file.Path;

/** What the demo prints. Stateless. */
final class DemoGuide {

    private DemoGuide() {}

    static String text(int http, int https, int admin, Path directory) {
        return """
                Phoenix Gateway demo: everything below works as printed. Ctrl-C ends it.

                  The page        http://localhost:%1$d/webui/     (or https://localhost:%2$d/webui/)
                  Routes          http://localhost:%3$d/routes     (also /metrics, /healthz, /readyz)
                  Logs            %4$s/logs

                Models, routed by the "model" in the body:
                  curl http://localhost:%1$d/v1/models
                  curl http://localhost:%1$d/v1/chat/completions -H 'Content-Type: application/json' -d '{"model":"granite","messages":[{"role":"user","content":"Who answers me?"}]}'
                  curl -N http://localhost:%1$d/v1/chat/completions -H 'Content-Type: application/json' -d '{"stream":true,"messages":[{"role":"user","content":"Stream, please"}],"model":"granite-3.3-8b-instruct"}'
                  curl http://localhost:%1$d/v1/embeddings -H 'Content-Type: application/json' -d '{"model":"text-embedding-ada-002","input":"a door"}' | head -c 300
                  curl http://localhost:%1$d/v1/chat/completions -H 'Content-Type: application/json' -d '{"model":"granit","messages":[]}'
                  curl http://localhost:%1$d/v1/chat/completions -H 'Content-Type: application/json' -d '{"model":"embedding","messages":[]}'

                Models that nobody wrote down, because their servers tell of them:
                  curl http://localhost:%1$d/v1/chat/completions -d '{"model":"llama3.2","messages":[{"role":"user","content":"count to 3"}]}'
                  curl -N http://localhost:%1$d/api/chat -d '{"model":"granite3.3:8b","messages":[{"role":"user","content":"count to 3"}]}'
                  curl http://localhost:%1$d/api/tags
                  curl http://localhost:%1$d/api/chat -d '{"model":"granite","messages":[]}'

                More of what model servers do:
                  curl http://localhost:%1$d/v1/responses -H 'Content-Type: application/json' -d '{"model":"granite","input":"count to 3"}'
                  curl http://localhost:%1$d/v1/messages -H 'Content-Type: application/json' -d '{"model":"granite","max_tokens":20,"messages":[{"role":"user","content":"count to 3"}]}'
                  curl http://localhost:%1$d/v1/rerank -H 'Content-Type: application/json' -d '{"model":"ibm-granite/granite-embedding-english-r2","query":"front door","documents":["a window","an open door"]}'
                  curl http://localhost:%1$d/v1/audio/transcriptions -F file=@%4$s/demo.crt -F model=whisper-1
                  curl http://localhost:%1$d/tokenize -H 'Content-Type: application/json' -d '{"model":"granite","prompt":"one gateway"}'

                Apps, by path and by host:
                  curl http://localhost:%1$d/qdrant/collections
                  curl 'http://localhost:%1$d/qdrant/demo/echo/a%%2Fb//c?x=1'
                  curl http://localhost:%1$d/n8n/healthz
                  curl -N http://localhost:%1$d/ollama/api/chat -d '{"model":"granite3.3:8b","messages":[{"role":"user","content":"hello"}]}'
                  curl http://localhost:%1$d/llamacpp/health
                  curl -H 'Host: portainer.localhost' http://localhost:%1$d/api/system/status
                  curl -i http://localhost:%1$d/nowhere

                The same over TLS, with the certificate made at this start:
                  curl --cacert %4$s/demo.crt https://localhost:%2$d/v1/models

                A WebSocket:
                  curl -i -N --http1.1 --max-time 3 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: cGhvZW5peC1nYXRld2F5IQ==' http://localhost:%1$d/webui/ws/socket.io
                """.formatted(http, https, admin, directory);
    }
}
