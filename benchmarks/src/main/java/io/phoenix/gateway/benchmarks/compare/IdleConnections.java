package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connections that have had an answer and wait: what each of them holds. */
record IdleConnections(String name, String title, @Nullable String tlsName) implements FreshScenario {
    private static final Measure RESIDENT = new Measure("KB each", false);
    private static final int CONNECTIONS = 2_000;

    /** Connections of the load before. */
    private static final int WARM = 8;

    @Override
    public boolean suits(Target target) {
        return FreshScenario.super.suits(target) && (tlsName == null || target.tlsPort() != 0);
    }

    @Override
    public Sample measure(Bench bench, PeerProcess fresh, Duration time) throws Exception {
        List<Request> small = List.of(Request.small(fresh, "127.0.0.1"));
        Sample warm = new ClosedLoop(bench.load(), fresh, WARM, null, small, 0).run(time);
        long before = fresh.usage().rss();
        return warm.fault() == null ? new Idle(bench.load(), fresh, tlsName, before).run(time) : warm;
    }

    /** Asks once on each connection, and looks when the time is over. */
    private static final class Idle extends Run {
        private final Request request;
        private final long before;
        private int answers;
        private boolean timeIsOver;

        Idle(Load load, Target target, @Nullable String tlsName, long before) {
            super(load, target, CONNECTIONS, tlsName);
            this.request = Request.small(target, tlsName == null ? "127.0.0.1" : tlsName);
            this.before = before;
        }

        /** A proxy need not keep connections that have not asked anything for as long as it takes to open all. */
        @Override
        boolean startsTogether() {
            return false;
        }

        @Override
        void onReady(LoadConnection connection) {
            connection.send(request);
        }

        @Override
        public void onAnswered(LoadConnection connection) {
            answers++;
            completeIfDone();
        }

        @Override
        void onTimeOver() {
            timeIsOver = true;
            completeIfDone();
        }

        private void completeIfDone() {
            if (timeIsOver && answers == CONNECTIONS) {
                complete();
            }
        }

        @Override
        Sample sample(double seconds) {
            double each = (target().usage().rss() - before) / 1024.0 / CONNECTIONS;
            return Sample.of(RESIDENT, each, answers);
        }
    }
}
