package io.phoenix.gateway.server.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.phoenix.gateway.server.config.LogConfig;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * The program's logs: {@code access.log} and {@code error.log} in the configured directory, each rotated by day and by
 * size, and warnings on the console too. Set up from the gateway's own configuration, so that its errors are reported
 * like any other. Thread-safe after it is opened.
 */
public final class Logs implements AutoCloseable {

    /** The name of the access logger. */
    static final String ACCESS = "gateway.access";

    private static final String DIAGNOSTICS =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{24} - %msg%n";

    private final LoggerContext context;
    private final QueuedAppender access;
    private final QueuedAppender errors;

    private Logs(LoggerContext context, LogConfig config) {
        this.context = context;
        this.access = queued("access", file("access", "%msg%n", config));
        this.errors = queued("errors", file("error", DIAGNOSTICS, config));
    }

    /** Only the console, warnings and above: for commands that do not serve. */
    public static void toConsole() {
        LoggerContext context = reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console(context));
    }

    /**
     * Begins to write into the configured directory, which is made if it is missing.
     *
     * @throws IOException when it cannot be written to, with a message that says so
     */
    public static Logs open(LogConfig config) throws IOException {
        requireWritable(config.directory());
        LoggerContext context = reset();
        Logs logs = new Logs(context, config);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(logs.errors);
        root.addAppender(console(context));
        Logger accessLogger = context.getLogger(ACCESS);
        accessLogger.setAdditive(false);
        accessLogger.addAppender(logs.access);
        return logs;
    }

    private static void requireWritable(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, ".writable", null));
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "the log directory " + directory + " cannot be written to by user "
                            + System.getProperty("user.name") + "; give it to that user or set logs.directory",
                    e);
        } catch (IOException e) {
            throw new IOException("the log directory " + directory + " cannot be used: " + e, e);
        }
    }

    private static LoggerContext reset() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        return context;
    }

    private static Appender<ILoggingEvent> console(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder(context, DIAGNOSTICS));
        console.addFilter(new WarningsOnly());
        console.start();
        return console;
    }

    private LineFile file(String name, String pattern, LogConfig config) {
        LineFile file = new LineFile();
        file.setContext(context);
        file.setFile(config.directory().resolve(name + ".log").toString());
        file.setEncoder(encoder(context, pattern));
        // Not compressed: Logback does that in the background, where a stop can cut it off and lose a file.
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(
                config.directory().resolve(name + ".%d{yyyy-MM-dd}.%i.log").toString());
        rolling.setMaxFileSize(new FileSize(config.rotateSize()));
        rolling.setMaxHistory((int) Math.max(1, config.keep().toDays()));
        rolling.setTotalSizeCap(new FileSize(config.totalSize() / 2));
        rolling.setCleanHistoryOnStart(true);
        rolling.start();
        file.setRollingPolicy(rolling);
        file.start();
        return file;
    }

    private QueuedAppender queued(String name, LineFile target) {
        QueuedAppender queue = new QueuedAppender(name, target);
        queue.setContext(context);
        queue.start();
        return queue;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }

    /** Lines that were dropped because the disk could not keep up. */
    public long dropped() {
        return access.dropped() + errors.dropped();
    }

    /** Writes what is queued and closes the files. */
    @Override
    public void close() {
        // Not stop: that ends the context's own threads, without which the next logs of this JVM could not rotate.
        context.reset();
    }
}
