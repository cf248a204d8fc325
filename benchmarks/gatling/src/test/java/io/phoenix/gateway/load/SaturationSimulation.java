package io.phoenix.gateway.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.crashLoadGeneratorIf;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.stopLoadGeneratorIf;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chats at a rate that rises level by level. Each level has a row of its own in the report and begins when the last
 * answer of the one before has come, so that the row where the times bend is the rate that is too much. The first level
 * of which something is refused is the last one.
 */
public final class SaturationSimulation extends Simulation {

    private static final double GROWTH = Double.parseDouble(System.getProperty("growth", "2"));
    private static final int LEVELS = Settings.number("levels", Settings.isDemo() ? 8 : 5);

    private final AtomicInteger refusing = new AtomicInteger(Integer.MAX_VALUE);

    public SaturationSimulation() {
        setUp(from(1))
                .protocols(Settings.protocol())
                .assertions(details(name(1)).failedRequests().count().is(0L));
    }

    @Override
    public void after() {
        if (refusing.get() <= LEVELS) {
            System.out.println("Too much: " + name(refusing.get()));
        }
    }

    private PopulationBuilder from(int level) {
        PopulationBuilder users = scenario(name(level))
                .exec(stopLoadGeneratorIf("too much", session -> refusing.get() < level))
                .exec(Calls.chat(name(level)))
                .exec(crashLoadGeneratorIf("a wrong answer", SaturationSimulation::isWrong))
                .exec(session -> {
                    if (session.isFailed()) {
                        refusing.accumulateAndGet(level, Math::min);
                    }
                    return session;
                })
                .injectOpen(constantUsersPerSec(rate(level)).during(Settings.duration()));
        return level == LEVELS ? users : users.andThen(from(level + 1));
    }

    private static String name(int level) {
        return "chat at " + rate(level) + "/s";
    }

    private static long rate(int level) {
        return Math.round(Settings.rate(100) * Math.pow(GROWTH, level - 1.0));
    }

    /** A gateway with more than it can do may say so, or close the door; what it answers still has to be right. */
    private static boolean isWrong(Session session) {
        return session.isFailed() && session.contains("status") && session.getInt("status") == 200;
    }
}
