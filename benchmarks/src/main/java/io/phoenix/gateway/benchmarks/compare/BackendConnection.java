package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a backend. Chats are answered with the backend's name and the model, length and CRC-32 of their body;
 * {@code tokens=N&every=MICROS} in the query makes a stream of N tokens of it. {@code /small}, {@code /bytes?length=N}
 * and {@code /echo}, a WebSocket, are for the other scenarios. Confined to its event loop.
 */
final class BackendConnection extends ChannelInboundHandlerAdapter implements MessageReader.Messages {
    private static final String MODEL = "\"model\":\"";
    private static final int EDGE = 64;

    private final String name;
    private final Marks marks;
    private final MessageReader reader = new MessageReader(this);
    private final CRC32 crc = new CRC32();
    private final byte[] start = new byte[EDGE];
    private final byte[] end = new byte[EDGE];
    private @Nullable ChannelHandlerContext context;
    private @Nullable LongAnswer answer;
    private String target = "";
    private long length;
    private int startLength;
    private int endLength;

    BackendConnection(String name, Marks marks) {
        this.name = name;
        this.marks = marks;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        reader.read(in);
        in.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (answer != null && ctx.channel().isWritable()) {
            answer.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (answer != null && !answer.isOver()) {
            answer.cancel();
            String mark = query("mark");
            if (mark != null) {
                marks.abort(mark).complete(System.nanoTime());
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A peer that resets; what was wrong with a request is told to its sender.
        ctx.close();
    }

    // ---- the request ----

    @Override
    public void onHead(String firstLine, boolean closes) {
        int from = firstLine.indexOf(' ') + 1;
        target = firstLine.substring(from, firstLine.indexOf(' ', from));
        length = 0;
        crc.reset();
        startLength = 0;
        endLength = 0;
    }

    @Override
    public void onBody(ByteBuf in, int index, int size) {
        if (length == 0) {
            String mark = query("mark");
            if (mark != null) {
                marks.firstByte(mark).complete(System.nanoTime());
            }
        }
        length += size;
        crc.update(in.internalNioBuffer(index, size));
        if (startLength < EDGE) {
            int more = Math.min(EDGE - startLength, size);
            in.getBytes(index, start, startLength, more);
            startLength += more;
        }
        int fresh = Math.min(EDGE, size);
        int kept = Math.min(EDGE - fresh, endLength);
        System.arraycopy(end, endLength - kept, end, 0, kept);
        in.getBytes(index + size - fresh, end, kept, fresh);
        endLength = kept + fresh;
    }

    @Override
    public void onEnd() {
        if (target.startsWith("/v1/chat/completions")) {
            String tokens = query("tokens");
            if (tokens == null) {
                send("200 OK", Content.chatAnswer(name, model(), length, crc.getValue()));
            } else {
                long micros = Long.parseLong(String.valueOf(query("every")));
                answer = new TokenAnswer(context(), Integer.parseInt(tokens), micros);
            }
        } else if (target.equals("/small")) {
            send("200 OK", Content.smallAnswer(name));
        } else if (target.startsWith("/bytes")) {
            DownloadAnswer download = new DownloadAnswer(context(), Long.parseLong(String.valueOf(query("length"))));
            // Known before it writes: the first flush may already tell that there is room for more.
            answer = download;
            download.onWritable();
        } else if (target.equals("/echo")) {
            reader.switchProtocol();
            WebSocketEcho.serve(context());
        } else {
            send("404 Not Found", target.getBytes(US_ASCII));
        }
    }

    @Override
    public void onMalformed(String why) {
        send("400 Bad Request", why.getBytes(US_ASCII));
        context()
                .writeAndFlush(context().alloc().buffer(0))
                .addListener(done -> context().close());
    }

    /** The model, which stands near the beginning or near the end of the bodies that the load sends. */
    private String model() {
        String edges = new String(start, 0, startLength, ISO_8859_1) + '\n' + new String(end, 0, endLength, ISO_8859_1);
        int at = edges.indexOf(MODEL);
        return at < 0 ? "" : edges.substring(at + MODEL.length(), edges.indexOf('"', at + MODEL.length()));
    }

    private @Nullable String query(String parameter) {
        int question = target.indexOf('?');
        if (question < 0) {
            return null;
        }
        for (String pair : target.substring(question + 1).split("&", -1)) {
            if (pair.startsWith(parameter + '=')) {
                return pair.substring(parameter.length() + 1);
            }
        }
        return null;
    }

    private void send(String status, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(US_ASCII);
        ByteBuf out = context().alloc().directBuffer(head.length + body.length);
        context().write(out.writeBytes(head).writeBytes(body));
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context;
    }
}
