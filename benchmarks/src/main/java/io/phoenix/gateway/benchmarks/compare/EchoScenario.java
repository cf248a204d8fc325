package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** WebSockets on which one message at a time goes to the backend and back. */
final class EchoScenario implements Scenario {
    private static final int CONNECTIONS = 1_000;
    private static final long SLACK_SECONDS = 60;

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public String title() {
        return "WebSocket echo, " + CONNECTIONS + " connections";
    }

    @Override
    public Sample run(Bench bench, Target target, Duration time) throws InterruptedException {
        EchoRun run = new EchoRun(CONNECTIONS, time, bench.load().loop());
        for (int i = 0; i < CONNECTIONS; i++) {
            EchoClient client = new EchoClient(target.prefix() + "/echo", run);
            bench.load().connect(target.port(0), null, client).addListener(run::onConnect);
        }
        try {
            return run.result().get(time.toSeconds() + SLACK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bug in the benchmark", e);
        } catch (TimeoutException e) {
            return Sample.failed("not all WebSockets were opened");
        } finally {
            run.close();
        }
    }
}
