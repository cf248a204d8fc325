package io.phoenix.gateway.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.netty.handler.codec.http.HttpMethod;
import io.phoenix.gateway.core.exchange.ExchangeRecord;
import io.phoenix.gateway.server.config.AccessFormat;
import io.phoenix.gateway.server.observe.LogObserver;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.LoggerFactory;

/**
 * Time to write one request into the access log, as far as a worker does it: the line is made and handed to a log that
 * has no file behind it. With {@code -prof gc} also the garbage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AccessLogBenchmark {
    @Param({"COMBINED", "JSON"})
    public AccessFormat format;

    private LogObserver log;
    private ExchangeRecord exchange;

    @Setup
    public void answerOnce() {
        Logger access = (Logger) LoggerFactory.getLogger("gateway.access");
        access.setLevel(Level.INFO);
        access.setAdditive(false);
        log = new LogObserver(format);
        exchange = AnsweredExchange.record(RequestHeads.of(HttpMethod.POST, "/v1/chat/completions"));
    }

    @Benchmark
    public void line() {
        log.onEnd(exchange);
    }
}
