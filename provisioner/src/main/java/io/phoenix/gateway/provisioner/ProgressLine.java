package io.phoenix.gateway.provisioner;

import java.io.PrintWriter;

/** For terminals: the step at work is one line that is written over with the time that it has taken. */
final class ProgressLine extends ProgressDisplay {
    /** Back to the first column, and away with what is in the line. */
    private static final String OVER = "\r\u001b[K";

    private final PrintWriter out;
    private final int width;

    /** @param width of the terminal: a longer line could not be written over */
    ProgressLine(PrintWriter out, int width) {
        this.out = out;
        this.width = width;
    }

    @Override
    void begin(String text) {
        write(text, "");
    }

    @Override
    void goOn(String text, long seconds) {
        write(text, " " + seconds + " s");
    }

    private void write(String text, String time) {
        int room = width - 1 - time.length();
        out.print(OVER + (text.length() > room ? text.substring(0, Math.max(0, room - 3)) + "..." : text) + time);
        out.flush();
    }

    @Override
    void end(String text, long seconds, String remark) {
        out.println(OVER + text + (seconds > 0 ? " " + seconds + " s" : ""));
        if (!remark.isEmpty()) {
            out.println("        " + remark);
        }
    }
}
