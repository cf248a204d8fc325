package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A speech server in OpenAI's API, as vLLM is with a Whisper model: takes a multipart form with a file and the model's
 * name in either order, and tells how much it heard.
 */
final class Whisper implements DemoApplication {

    private static final String MODEL = "openai/whisper-large-v3";

    /** OpenAI's own limit. */
    private static final long LONGEST = 25L << 20;

    /** What a form says, as far as it is of interest. */
    private record Form(@Nullable String model, @Nullable String file, long bytes) {}

    @Override
    public long bodyLimit() {
        return LONGEST;
    }

    @Override
    public void answer(DemoExchange exchange) {
        switch (exchange.request().route()) {
            case "GET /health" -> exchange.empty(HttpResponseStatus.OK);
            case "GET /v1/models" -> exchange.json(HttpResponseStatus.OK, Whisper::models);
            case "POST /v1/audio/transcriptions", "POST /v1/audio/translations" -> transcribe(exchange);
            default -> refuse(exchange, HttpResponseStatus.NOT_FOUND, null, "Not Found");
        }
    }

    private static void transcribe(DemoExchange exchange) {
        Form form;
        try {
            form = read(exchange.request());
        } catch (HttpPostRequestDecoder.ErrorDataDecoderException | IOException e) {
            refuse(exchange, HttpResponseStatus.BAD_REQUEST, null, "There was an error parsing the body");
            return;
        }
        if (form.file() == null) {
            refuse(exchange, HttpResponseStatus.BAD_REQUEST, "file", "Field required: file");
        } else if (form.model() != null && !form.model().equals(MODEL)) {
            refuse(exchange, HttpResponseStatus.NOT_FOUND, "model", "The model `" + form.model() + "` does not exist.");
        } else {
            String heard = "This is whisper, which heard " + form.bytes() + " bytes of " + form.file() + ".";
            exchange.json(HttpResponseStatus.OK, json -> {
                json.writeStartObject();
                json.writeStringField("text", heard);
                json.writeEndObject();
            });
        }
    }

    private static Form read(DemoRequest request) throws IOException {
        FullHttpRequest full = new DefaultFullHttpRequest(
                request.version(),
                request.method(),
                request.target(),
                Unpooled.wrappedBuffer(request.body().bytes()));
        full.headers().set(request.headers());
        HttpPostMultipartRequestDecoder decoder =
                new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), full);
        try {
            String model = null;
            String file = null;
            long bytes = 0;
            for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
                if (part instanceof Attribute field && field.getName().equals("model")) {
                    model = field.getValue();
                } else if (part instanceof FileUpload upload && upload.getName().equals("file")) {
                    file = upload.getFilename();
                    bytes = upload.length();
                }
            }
            return new Form(model, file, bytes);
        } finally {
            decoder.destroy();
        }
    }

    private static void models(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("object", "list");
        json.writeArrayFieldStart("data");
        json.writeStartObject();
        json.writeStringField("id", MODEL);
        json.writeStringField("object", "model");
        json.writeStringField("owned_by", "vllm");
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void refuse(
            DemoExchange exchange, HttpResponseStatus status, @Nullable String param, String message) {
        VllmServer.error(exchange, status, status.reasonPhrase(), param, message);
    }
}
