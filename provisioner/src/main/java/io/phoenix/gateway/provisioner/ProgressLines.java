package io.phoenix.gateway.provisioner;

import java.io.PrintWriter;

/** For files and pipes: a line for each step as it begins, one now and then, and one if there is something to say. */
final class ProgressLines extends ProgressDisplay {
    private static final int SECONDS = 10;

    private final PrintWriter out;

    ProgressLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    void begin(String text) {
        out.println(text);
        out.flush();
    }

    @Override
    void goOn(String text, long seconds) {
        if (seconds % SECONDS == 0) {
            out.println("        still at it, " + seconds + " s");
            out.flush();
        }
    }

    @Override
    void end(String text, long seconds, String remark) {
        if (!remark.isEmpty()) {
            out.println("        " + remark);
        }
    }
}
