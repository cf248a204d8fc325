package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Whether every token of a stream comes, once and in order, and how long each was on its way. */
final class TokenCheck implements BodyCheck {
    private static final String NUMBER = "\"number\":";
    private static final String TIME = "\"at\":";

    private final int tokens;
    private final Delays delays;
    private final StringBuilder unread = new StringBuilder();
    private int next;
    private boolean done;
    private @Nullable String fault;

    /** Expects {@code tokens} and tells {@code delays} what each took. */
    TokenCheck(int tokens, Delays delays) {
        this.tokens = tokens;
        this.delays = delays;
    }

    @Override
    public void onBody(ByteBuf in, int index, int length) {
        long now = System.nanoTime();
        unread.append(in.getCharSequence(index, length, US_ASCII));
        int end;
        while ((end = unread.indexOf("\n\n")) >= 0) {
            onEvent(unread.substring(0, end), now);
            unread.delete(0, end + 2);
        }
    }

    private void onEvent(String event, long now) {
        if (event.equals("data: [DONE]")) {
            done = true;
            return;
        }
        long number = number(event, NUMBER);
        if (number != next && fault == null) {
            fault = "token " + number + " where " + next + " was due";
        }
        delays.onToken(next, Math.max(0, now - number(event, TIME)));
        next++;
    }

    private static long number(String event, String name) {
        int at = event.indexOf(name);
        if (at < 0) {
            return -1;
        }
        int from = at + name.length();
        int to = from;
        while (to < event.length() && Character.isDigit(event.charAt(to))) {
            to++;
        }
        return from == to ? -1 : Long.parseLong(event.substring(from, to));
    }

    @Override
    public @Nullable String verdict() {
        if (fault != null) {
            return fault;
        }
        return done && next == tokens ? null : "a stream that ended after " + next + " of " + tokens + " tokens";
    }

    /** Who is told how long tokens were on their way. */
    interface Delays {

        /** The stream's token of that number, from 0, took that long. */
        void onToken(int number, long nanos);
    }
}
